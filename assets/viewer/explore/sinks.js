// Sinks on Explore: which ones a map marks, what is said of them, and rollout without them.
import {reveal, say} from '../page/dom.js';
import {percent} from '../record/figures.js';
import {phraseOf} from '../record/grid.js';
import {givesText, headsOf, leaveText, leftOutText, sinksIn, sinksOf} from '../record/sinks.js';
import {headOf} from '../screen/query.js';

const ROW = 44; // px of the row of buttons with its gap

const first = ({layer}) => layer === 0;
const inRollout = s => sinksIn(s.trace.record, s.start, s.end);

/** The sinks that the big map marks: those of a head, of a rollout's layers, or of all. */
export function sinksShown(s) {
  const {record, meta} = s.trace;
  if (s.method === 'attention') return sinksOf(record, headOf(s));
  if (s.method === 'rollout') return inRollout(s);
  return s.method === 'class' ? sinksIn(record, 0, meta.layers - 1) : [];
}

/** What the film marks: the first layer of its rollouts, and all sinks. */
export const marksOf = ({trace: {record}, start}) => ({first: start, sinks: record.sinks ?? []});

/** Whether the map is a rollout without sinks that it would have. */
export const leavesOut = s => s.method === 'rollout' && s.leaveOut && inRollout(s).length > 0;

/** ", a sink of L1 H6": what the status line adds to a patch. */
export function sinkAt(s, token) {
  if (s.method !== 'attention' && s.method !== 'rollout') return '';
  const here = sinksShown(s).filter(one => one.token === token);
  return here.length ? `; a sink of ${headsOf(here)}` : '';
}

/** One sentence about the sinks of the map; empty where it has none. */
export function sinkSentence(s, {meta, missing, stale}) {
  if (missing || stale) return '';
  if (s.method === 'rollout') return ofRollout(s, meta);
  return s.method === 'attention' ? ofHead(s, meta) : '';
}

function ofHead(s, meta) {
  const sinks = sinksShown(s);
  if (!sinks.length) return '';
  if (headOf(s).head === meta.heads) return `Sinks of this layer: ${listed(sinks, meta)}.`;
  const places = sinks.map(
    ({token, share}) =>
      `${phraseOf(token, meta)} ${percent(share)} of the attention of all queries`,
  );
  return `This head has a sink: it gives ${places.join(', and ')}.`;
}

const listed = (sinks, meta) => sinks.map(sink => givesText(sink, meta)).join('; ');

function ofRollout(s, meta) {
  const {record} = s.trace;
  const sinks = inRollout(s);
  if (!sinks.length) {
    const before = sinksIn(record, 0, s.start - 1);
    return before.length
      ? `Layers before L${s.start + 1} are not counted: the sinks of ${headsOf(before)} are in them.`
      : '';
  }
  if (s.leaveOut) {
    return (
      `Left out: the sinks of ${headsOf(sinks)}, ${leftOutText(sinks, record.leftOut)}; ` +
      'each query keeps this share.'
    );
  }
  const most = sinks.reduce((a, b) => (b.share > a.share ? b : a));
  const others = sinks.length > 1 ? ` (${sinks.length} sinks in all)` : '';
  return (
    `A sink: ${givesText(most, meta)}${others}. Rollout counts all of it, even where the head ` +
    'changes little.'
  );
}

/** The buttons at the film of rollouts, which is there with every method but Features. */
export class SinkBar {
  height = 0; // px that the row takes
  drawn = ''; // what it shows

  constructor(find) {
    this.find = find;
  }

  /** Shows the state; true where the row came or went, which needs another layout. */
  draw(s) {
    const {record} = s.trace;
    const sinks = record.sinks ?? [];
    const wanted = s.method !== 'features' && (sinks.length > 0 || s.leaveOut || s.start > 0);
    const state = [wanted, sinks.length, record.url, s.leaveOut, s.start].join();
    if (state === this.drawn) return false;
    this.drawn = state;
    this.buttons(s, sinks, record.leftOut);
    const before = this.height;
    this.height = wanted ? ROW : 0;
    this.find('sinks').hidden = !wanted;
    return before !== this.height;
  }

  buttons({leaveOut, start}, sinks, leftOut) {
    const {find} = this;
    const pressed = (name, on) => find(name).setAttribute('aria-pressed', String(on));
    say(find('leave-out'), leaveText(sinks, leftOut));
    pressed('leave-out', leaveOut);
    reveal(find('later'), start || sinks.some(first) ? `Start at layer ${(start || 1) + 1}` : '');
    pressed('later', start > 0);
  }
}
