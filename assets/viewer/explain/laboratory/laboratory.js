// The rollout laboratory: rollout from the patch under the pointer, with every knob.
import {chips} from '../../screen/chips.js';
import {el, parts, press, reveal, say} from '../../page/dom.js';
import {Film, rolloutStrip} from '../../screen/film.js';
import {startVector} from '../../record/flow.js';
import {isPatch, nameOf, phraseOf} from '../../record/grid.js';
import {Depth} from './depth.js';
import {rollout, stages} from './flow.js';
import {sinksOfLab} from './sinks.js';
import {chain, knobsText, layerText, numberText, startText} from './words.js';
import {Legend} from '../../draw/legend.js';
import {committed, probeOf, queryOf} from '../../screen/query.js';
import {countAbove, peak, prefixMass} from '../../record/measures.js';
import {colormap} from '../../draw/colormap.js';
import {robustTop} from '../../record/robust.js';
import {linearScale, uniformScale} from '../../record/scale.js';
import {leaveText} from '../../record/sinks.js';
import {isSingle} from '../../record/trace.js';
import {Stage} from '../../screen/stage.js';
import {fixed, percent} from '../../record/figures.js';

const NARROW = 440; // px of the legend from which on all ticks are named

export class Laboratory {
  constructor(element) {
    const find = (this.find = name => parts(element)(`lab-${name}`));
    this.element = element;
    this.stage = new Stage(find('stage'));
    this.legend = new Legend(find);
    this.film = new Film(find('film'));
    this.depth = new Depth(find('entropy'));
  }

  /** A new trace: its queries, layers and heads to choose from. */
  open({trace: {meta}}) {
    const {find} = this;
    const last = meta.layers;
    chips(find('chips'), meta);
    for (const name of ['start', 'end']) Object.assign(find(name), {min: 1, max: last});
    find('head').replaceChildren(
      ...Array.from({length: meta.heads}, (_, h) => {
        const option = el('option', '', `head ${h + 1}`);
        option.value = h;
        return option;
      }),
    );
    this.flows = new Array(meta.layers).fill(new Float32Array(meta.tokens));
  }

  measure({trace: {meta}}) {
    this.film.measure(meta, meta.layers);
    this.stage.measure();
    this.depth.measure();
  }

  /** One frame; a hovered one of a large model leaves film and curve for the next rest. */
  draw(s, palette, whole) {
    const {state, query} = this.follow(s, queryOf(s), whole);
    const shot = this.shot(s, query, state);
    const view = {
      ...s,
      method: 'rollout',
      end: s.knobs.end,
      trace: {...s.trace, frame: l => this.flows[l], flowing: state},
    };
    this.stage.draw(view, shot);
    this.legend.draw(shot);
    if (whole) {
      const units = values => this.scale(s, values).unit;
      const strip = rolloutStrip(view, query, units, shot.map, {sinks: sinksOfLab(s)});
      this.film.draw(view, strip, palette);
      const bits = this.depth.draw(this.flows, s.knobs, palette);
      say(this.find('bits'), `${fixed(bits)} bit up to layer ${s.knobs.end + 1}`);
    }
    this.write(s, shot, query);
    return shot;
  }

  /** Rollouts of this query up to each layer: computed here, else as the server did. */
  follow(s, query, whole) {
    const {
      layers,
      knobs,
      trace: {meta},
    } = s;
    if (!layers) return s.tooLarge ? this.take(s, query) : {state: 'missing', query};
    const from = startVector(query, meta);
    if (whole) this.flows = stages(layers, knobs, from);
    else this.flows[knobs.end] = rollout(layers, knobs, from);
    return {state: 'derived', query};
  }

  /**
   * The server's rollout of this query, else that of the last click, else, while the knobs are
   * moved, the last one that came.
   */
  take({inquiry, knobs, ...s}, query) {
    const exact = inquiry.film(query, knobs);
    const clicked = exact ?? inquiry.film(committed(s), knobs);
    const film = clicked ?? inquiry.lastFilm();
    if (!film) return {state: 'missing', query};
    this.flows = film.flows;
    const state = exact ? 'exact' : clicked ? 'fallback' : 'before';
    return {state, query: film.query};
  }

  scale(s, values) {
    const {tokens, prefix} = s.trace.meta;
    if (s.mode === 'uniform') return uniformScale(tokens);
    const scale = linearScale(robustTop([values], prefix, queryOf(s)), tokens);
    if (this.stage.size[0] < NARROW) scale.ticks = scale.ticks.filter((_, i) => i % 2 === 0);
    return scale;
  }

  shot(s, query, state) {
    const {meta} = s.trace;
    const values = this.flows[s.knobs.end];
    const scale = this.scale(s, values);
    const top = peak(values, meta.prefix, query);
    const probe = state === 'fallback' ? s.hover : probeOf(s);
    const limit = scale.top * 1.000001;
    return {
      meta,
      values,
      query,
      scale,
      limit,
      probe,
      top,
      at: probe ?? top,
      sinks: sinksOfLab(s).filter(({layer}) => layer <= s.knobs.end),
      signed: false,
      map: colormap(s.colormap),
      beyond: countAbove(values, meta.prefix, limit),
      itself: isPatch(query, meta) && values[query] > limit,
      exact: (state === 'exact' || state === 'before') && isSingle(meta),
      stale: state === 'fallback',
      before: state === 'before',
      missing: state === 'missing',
    };
  }

  write(s, shot, query) {
    const {find} = this;
    const {meta, values, missing} = shot;
    const {knobs} = s;
    const layer = layerText(knobs, meta, s.inquiry.record);
    say(find('title'), `Rollout to L${knobs.end + 1}`);
    say(find('where'), whereText(s, shot, query));
    say(find('prefix'), meta.prefix && !missing ? keepText(values, meta) : '');
    say(find('chain'), `m = ${chain(knobs)}`);
    say(find('from'), startText(query, meta));
    for (const [name, text] of Object.entries(layer)) say(find(name), text);
    say(find('number'), missing ? '' : numberText(shot, knobs));
    say(find('patch'), isPatch(query, meta) ? `Patch ${nameOf(query, meta)}` : 'Patch');
    this.mark(s, meta, query);
    this.leaveOut(s);
  }

  /** The button that leaves out sinks, where there are some. */
  leaveOut({knobs, inquiry: {record}}) {
    const button = this.find('leave-out');
    const sinks = record.sinks ?? [];
    const wanted = knobs.leaveOut || sinks.length > 0;
    reveal(button, wanted ? leaveText(sinks, record.leftOut) : '');
    button.setAttribute('aria-pressed', String(knobs.leaveOut));
  }

  /** Knobs and chips show the state. */
  mark({knobs, tooLarge}, meta, query) {
    const {find} = this;
    find('residual').value = knobs.residual;
    find('discard').value = knobs.discard;
    find('start').value = knobs.start + 1;
    find('end').value = knobs.end + 1;
    say(find('residual-out'), fixed(knobs.residual));
    say(find('discard-out'), percent(knobs.discard));
    say(find('start-out'), `L${knobs.start + 1}`);
    say(find('end-out'), `L${knobs.end + 1}`);
    find('head').value = knobs.head;
    find('head').disabled = knobs.fusion !== 'head';
    find('large').hidden = !tooLarge;
    press(this.element, 'fusion', knobs.fusion);
    press(this.element, 'query', isPatch(query, meta) ? 'patch' : String(query));
    find('stage').setAttribute(
      'aria-label',
      `${meta.picture_name || 'Picture'} with rollout from ` +
        `${phraseOf(query, meta)}, ${knobsText(knobs)}; arrow keys move the query`,
    );
  }
}

function whereText({pinned}, {meta, missing, stale, before}, query) {
  if (missing) return 'being computed';
  const text = `from ${phraseOf(query, meta)}`;
  if (before) return `${text}, before the change`;
  if (stale) return `${text}; click to choose a patch`;
  return `${text}${pinned === null ? '' : ', pinned'}`;
}

const keepText = (values, {prefix, prefix_names: names}) =>
  `${prefix === 1 ? `${names[0]} keeps` : 'prefix tokens keep'} ` +
  percent(prefixMass(values, prefix));
