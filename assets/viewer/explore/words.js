// The texts about one frame. Layers and heads count from 1.
import {POINT} from '../page/pointing.js';
import {headName} from '../screen/figures.js';
import {duration, figure, fixed, number, percent, times} from '../record/figures.js';
import {EVERY, isPatch, nameOf, phraseOf} from '../record/grid.js';
import {isRegion, tokensOfQuery} from '../record/region_query.js';
import {chosenQuery, headOf, isReceived, lags} from '../screen/query.js';
import {leavesOut, sinkAt} from './sinks.js';
import {distance, entropy, low, patchMass, prefixMass} from '../record/measures.js';

const CHOOSE = 'to choose a patch';

export function title(s) {
  if (s.method === 'positions') return 'Position similarity';
  if (s.method === 'rollout') return rolloutTitle(s);
  if (s.method === 'class') return `Relevance for ${s.target.name}`;
  return headName(headOf(s), s.trace.meta.heads);
}

/** "Rollout to L12", "Rollout L2 to L12 without sinks". */
function rolloutTitle(s) {
  const from = s.start ? `L${s.start + 1} ` : '';
  return `Rollout ${from}to L${s.end + 1}${leavesOut(s) ? ' without sinks' : ''}`;
}

/** Only attention has two directions. */
const direction = s => ({rollout: 'from', class: 'from', positions: 'to'})[s.method] ?? s.direction;

export function where(s, {query, meta, missing, stale}) {
  if (missing) return 'being computed';
  if (s.method === 'class') return 'which patches counted for this class';
  if (isReceived(s)) return 'received, a mean over all queries';
  const text = `${direction(s)} ${phraseOf(query, meta)}`;
  return query === s.pinned && !stale ? `${text}, pinned` : text;
}

/** Whether the heading has no room or no need for what to do next. */
const isFull = s => s.method === 'class' || isReceived(s) || leavesOut(s);

/** What to do next, while no patch is chosen or under the pointer. */
export function hint(s, {query, meta, missing, stale}) {
  if (missing || isFull(s)) return '';
  if (stale) return s.method === 'attention' ? 'follows at rest' : `click ${CHOOSE}`;
  return isChosen(s, query, meta) ? '' : `${POINT} ${CHOOSE}`;
}

/** Whether a map is of a patch or a region that somebody points at or has chosen. */
function isChosen(s, query, meta) {
  if (chosenQuery(s) !== null || isRegion(query)) return true;
  return isPatch(query, meta) && s.hover !== null;
}

/** The prefix tokens as the subject of a sentence, and the ending of its verb. */
function prefixSubject({prefix, prefix_names: names}) {
  const registers = names.filter(name => name.startsWith('register')).length;
  const subject = names.filter(name => !name.startsWith('register'));
  if (registers) subject.push(registers > 1 ? `${registers} registers` : 'register 1');
  return [subject.join(' and '), prefix > 1 ? '' : 's'];
}

/** The weight on prefix tokens is always a number. */
export function prefixText(s, {values, meta, missing}) {
  if (!meta.prefix || missing || s.method === 'positions') return '';
  const [who, ending] = prefixSubject(meta);
  const mass = prefixMass(values, meta.prefix);
  if (s.method === 'class') return `${who} hold${ending} ${percent(mass)}`;
  if (isReceived(s)) return `${who} get${ending} ${percent(mass)}`;
  if (direction(s) === 'from') return `${who} keep${ending} ${percent(mass)}`;
  const each = percent(mass / meta.prefix);
  return `${who} give${ending} ${each}${meta.prefix > 1 ? ' on average' : ''}`;
}

/** "flat (max/min 1.03)" for a map that hardly differs from patch to patch. */
export function flatText({values, meta, top, signed, missing}) {
  const ratio = values[top] / Math.max(low(values, meta.prefix), 1e-12);
  return signed || missing || !(ratio <= 1.5) ? '' : `flat (max/min ${fixed(ratio)})`;
}

export function status(s, shot) {
  const {values, query, at, top, probe, meta, exact, missing} = shot;
  if (missing) return `${title(s)}   being computed`;
  const peak = probe === null ? ' (peak)' : '';
  const value = values[at];
  if (s.method === 'positions') {
    return (
      `${title(s)}   ${nameOf(query, meta)} and ${nameOf(at, meta)}${peak}: ` +
      `cosine ${figure(value, false)}`
    );
  }
  const multiple = number(value * shot.even, exact ? 5 : 3);
  if (s.method === 'class') {
    return (
      `${title(s)}   ${nameOf(at, meta)}${at === top ? ' (peak)' : ''}: ` +
      `${figure(value, exact)} = ${multiple}× uniform`
    );
  }
  return (
    `${title(s)}   ${between(s, shot)}${peak}: ` +
    `${figure(value, exact)} = ${multiple}× uniform${sinkAt(s, at)}`
  );
}

/** "from (3, 4) to (5, 6)": between what an attention weight is. */
function between(s, {query, at, meta}) {
  if (isReceived(s)) return `received by ${nameOf(at, meta)}`;
  const [one, other] = direction(s) === 'to' ? ['to', 'from'] : ['from', 'to'];
  return `${one} ${nameOf(query, meta)} ${other} ${nameOf(at, meta)}`;
}

export const machine = ({milliseconds, device, dtype}, redraw) =>
  `forward ${duration(milliseconds)} · ${device} · ${dtype} · redraw ${duration(redraw)}`;

const NONE = {peak: '–', self: '–', distance: '–', entropy: '–', prefix: '–'};

/** The five figures of the map on the stage; cosines, colours and lengths are no shares. */
export function mapFigures(s, {values, query, top, meta, missing, even}) {
  if (missing || s.method === 'features' || s.method === 'positions') return NONE;
  const {prefix} = meta;
  const onPrefix = prefixMass(values, prefix);
  const mass = patchMass(values, prefix) + onPrefix || 1;
  const whole = values.map(value => value / mass);
  return {
    peak: `${times(values[top] * even)}×`,
    entropy: `${fixed(entropy(whole), 1)} bit`,
    prefix: prefix ? percent(onPrefix / mass) : '–',
    ...fromQuery(s, values, query, meta),
  };
}

/** What a map's query gives itself, and how far from it the map lies; a class has no query. */
function fromQuery({method, direction}, values, query, meta) {
  if (method === 'class') return {self: '–', distance: '–'};
  if (isRegion(query)) {
    const tokens = tokensOfQuery(query, meta);
    const sum = tokens.reduce((all, token) => all + values[token], 0);
    const isMean = method === 'attention' && direction === 'to'; // of what its patches give it
    return {self: percent(isMean ? sum / tokens.length : sum), distance: '–'};
  }
  const far = distance(values, query, meta);
  return {
    self: query === EVERY ? '–' : percent(values[query]),
    distance: Number.isNaN(far) ? '–' : `${number(far)} px`,
  };
}

/** What of the page is not of the patch under the pointer yet; empty where all is. */
export const behind = s => (lags(s) ? '   ·   other layers: at rest' : '');

/** "6 layers × 6 heads", "All weights of L6 H2". */
export const matrixTitle = ({layers, heads}, {cells, layer, head}) =>
  cells === 'weights'
    ? `All weights of ${headName({layer, head}, heads)}`
    : `${layers} layers × ${heads} heads`;
