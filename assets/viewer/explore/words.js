// The texts about one frame. Layers and heads count from 1.
import {headName} from '../screen/figures.js';
import {figure, percent} from '../record/figures.js';
import {EVERY, isPatch, nameOf, phraseOf} from '../record/grid.js';
import {headOf} from '../screen/query.js';
import {distance, entropy, low, patchMass, peak, prefixMass} from '../record/measures.js';

const CLICK = 'click to choose a patch';
const HOVER = 'hover to choose a patch';

export function title(s) {
  if (s.method === 'positions') return 'Position similarity';
  if (s.method === 'rollout') return `Rollout to L${s.end + 1}`;
  if (s.method === 'class') return `Relevance for ${s.target.name}`;
  return headName(headOf(s), s.trace.meta.heads);
}

/** Only attention has two directions. */
const direction = s => ({rollout: 'from', class: 'from', positions: 'to'})[s.method] ?? s.direction;

export function where(s, {query, meta, missing, stale}) {
  if (missing) return 'being computed';
  if (s.method === 'class') return 'which patches counted for this class';
  const text = `${direction(s)} ${phraseOf(query, meta)}`;
  if (stale) return `${direction(s)} the last query clicked: ${CLICK}`;
  if (s.pinned !== null) return `${text}, pinned`;
  return isPatch(query, meta) && s.hover !== null ? text : `${text}; ${HOVER}`;
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
  if (direction(s) === 'from') return `${who} keep${ending} ${percent(mass)}`;
  const each = percent(mass / meta.prefix);
  return `${who} give${ending} ${each}${meta.prefix > 1 ? ' on average' : ''}`;
}

/** "flat (max/min 1.03)" for a map that hardly differs from patch to patch. */
export function flatText({values, meta, top, signed, missing}) {
  const ratio = values[top] / Math.max(low(values, meta.prefix), 1e-12);
  return signed || missing || !(ratio <= 1.5) ? '' : `flat (max/min ${ratio.toFixed(2)})`;
}

export function status(s, {values, query, at, top, probe, meta, exact, missing}) {
  if (missing) return `${title(s)}   being computed`;
  const peak = probe === null ? ' (peak)' : '';
  const value = values[at];
  if (s.method === 'positions') {
    return (
      `${title(s)}   ${nameOf(query, meta)} and ${nameOf(at, meta)}${peak}: ` +
      `cosine ${figure(value, false)}`
    );
  }
  const times = value * meta.tokens;
  const multiple = exact ? +times.toPrecision(5) : times.toPrecision(3);
  if (s.method === 'class') {
    return (
      `${title(s)}   ${nameOf(at, meta)}${at === top ? ' (peak)' : ''}: ` +
      `${figure(value, exact)} = ${multiple}× uniform`
    );
  }
  const [one, other] = direction(s) === 'to' ? ['to', 'from'] : ['from', 'to'];
  return (
    `${title(s)}   ${one} ${nameOf(query, meta)} ${other} ${nameOf(at, meta)}${peak}: ` +
    `${figure(value, exact)} = ${multiple}× uniform`
  );
}

export const machine = ({milliseconds, device, dtype}, redraw) =>
  `forward ${milliseconds.toFixed(1)} ms · ${device} · ${dtype} · redraw ${redraw.toFixed(1)} ms`;

/** The five figures of the head under the pointer, else of the chosen one. */
export function headFigures(s, query) {
  const {trace} = s;
  const {meta} = trace;
  const {layer, head} = headOf(s);
  const values = trace.map(layer, head);
  const mass = patchMass(values, meta.prefix) + prefixMass(values, meta.prefix);
  const far = distance(values, query, meta);
  const whole = values.map(v => v / (mass || 1));
  return {
    peak: `${(values[peak(values, meta.prefix, query)] * meta.tokens).toPrecision(3)}×`,
    self: query === EVERY ? '–' : percent(values[query]),
    distance: Number.isNaN(far) ? '–' : `${far.toFixed(0)} px`,
    entropy: `${entropy(whole).toFixed(1)} bit`,
    prefix: meta.prefix ? percent(prefixMass(whole, meta.prefix)) : '–',
  };
}

/** "6 layers × 6 heads". */
export const matrixTitle = ({layers, heads}) => `${layers} layers × ${heads} heads`;
