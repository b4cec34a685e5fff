// The films of Depth: the values of each after every layer, their scale and their texts.
import {SIGNED, colormap} from '../../draw/colormap.js';
import {brief, fixed, times} from '../../record/figures.js';
import {robustTop} from '../../record/robust.js';
import {linearScale, uniformScale} from '../../record/scale.js';
import {signedScale} from '../../record/shares.js';
import {patchesOf} from './ratios.js';

const FINEST = 2;
const WIDEST = 8; // ticks of a scale of powers: at least, at most

/** The frames of a film: [first, count]; `first` is 0 in a film that begins with the embedding. */
export const spanOf = (name, layers) => (name === 'lens' ? [0, layers + 1] : [1, layers]);

/** The values of one frame, [P], from [count, P]. */
export const frameOf = (values, at, patches) => values.subarray(at * patches, (at + 1) * patches);

/** A frame's values as shares of their total, which can be compared between layers. */
export function sharesOf(values) {
  const total = values.reduce((sum, value) => sum + value, 0);
  return values.map(value => (total ? value / total : 0));
}

const VALUES = {
  lens: ({lenses, target, read}) => lenses.get(target?.index)?.[read] ?? null,
  field: ({field}) => field?.shares ?? null,
  ratio: ({ratios, branch, meta}) => ratios && patchesOf(ratios, branch, meta),
};

/**
 * A film in a state of Depth: its `values` [count, P], null while they are not here, how they are
 * coloured, and how many frames are `known`: the layers of a field come one after the other.
 */
export function shotOf(name, state) {
  const {read, meta} = state;
  const values = VALUES[name](state);
  const known = name === 'field' ? (state.field?.known ?? 0) : Infinity;
  return {values, known, look: values && lookOf(name, read, values, meta.rows * meta.cols)};
}

/** How a film is coloured: {scale, map, signed, write}. */
function lookOf(name, read, values, patches) {
  if (name === 'field') {
    return {
      scale: uniformScale(patches),
      map: colormap('inferno'),
      signed: false,
      write: value => `${times(value * patches)}× an even share`,
    };
  }
  if (name === 'ratio') {
    return {
      scale: powerScale(values),
      map: colormap('inferno'),
      signed: false,
      write: value => `ratio ${times(value)}`,
    };
  }
  if (read === 'logit') {
    return {
      scale: logitScale(values),
      map: colormap(SIGNED),
      signed: true,
      write: value => `logit ${fixed(value)}`,
    };
  }
  return {
    scale: {...linearScale(robustTop([values], 0), 1), uniformAt: null, unitText: 'probability'},
    map: colormap('inferno'),
    signed: false,
    write: value => `probability ${brief(value, 2)}`,
  };
}

/** From minus to plus the largest size. */
function logitScale(values) {
  const {unit, top} = signedScale(values, 0, fixed);
  const ticks = [-1, -0.5, 0, 0.5, 1].map(at => ({
    at: (at + 1) / 2,
    text: at ? fixed(at * top) : '0',
    strong: at === 0,
  }));
  return {
    kind: 'signed',
    unit,
    ticks,
    top: Infinity,
    topText: '',
    unitText: 'logit',
    uniformAt: null,
  };
}

/** 1/4, 1, 8. */
export const powerText = power => (power < 0 ? `1/${2 ** -power}` : String(2 ** power));

/** Powers of 2 from the least to the largest finite value. */
export function powerScale(values) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!(value > 0 && Number.isFinite(value))) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const first = Number.isFinite(low) ? Math.floor(Math.log2(low)) : 0;
  const last = Math.max(first + FINEST, high > 0 ? Math.ceil(Math.log2(high)) : 0);
  const every = Math.ceil((last - first) / WIDEST);
  const unit = value => Math.min(1, Math.max(0, (Math.log2(value) - first) / (last - first)));
  const powers = Array.from(
    {length: Math.floor((last - first) / every) + 1},
    (_, i) => first + i * every,
  );
  const ticks = powers.map(power => ({
    at: (power - first) / (last - first),
    text: powerText(power),
    strong: power === 0,
  }));
  return {
    kind: 'power',
    unit,
    ticks,
    top: Infinity,
    topText: '',
    unitText: '',
    uniformAt: null,
    first,
    last,
  };
}

/** A strip for the film: frames of [P] values, the chosen one outlined, `query` a patch token. */
export function stripOf(name, {values, look, known}, {chosen, query, layers, patches}) {
  const [first, count] = spanOf(name, layers);
  return {
    count,
    chosen: chosen === null ? null : chosen - first,
    query,
    name: i => (i + first ? `L${i + first}` : 'in'),
    here: i => values !== null && i < known,
    put(atlas, i) {
      atlas.put(i, 0, frameOf(values, i, patches), 0, look.scale.unit, look.map);
    },
  };
}
