// The sinks that a method's map goes through: attention has those of its layer, rollout those of all.
import {percent} from '../../record/figures.js';
import {headsOf, sinksIn} from '../../record/sinks.js';

/** The layers from which a method's map takes attention as it is, to the last one. */
const FIRST = {attention: meta => meta.layers - 1, rollout: () => 0};

export function sinksOfMethod({name}, {inquiry: {record}, trace: {meta}}) {
  const first = FIRST[name]?.(meta);
  return first === undefined ? [] : sinksIn(record, first, meta.layers - 1);
}

/** "sink of L1 H6: 7.4 %": how much of a rollout lies on sinks. */
export function sinkText(method, {values, difference}, s) {
  const sinks = method.name === 'rollout' && !difference ? sinksOfMethod(method, s) : [];
  if (!sinks.length) return '';
  const tokens = [...new Set(sinks.map(({token}) => token))];
  const share = tokens.reduce((sum, token) => sum + values[token], 0);
  return `sink${tokens.length > 1 ? 's' : ''} of ${headsOf(sinks)}: ${percent(share)}`;
}

/** "; a sink of L1 H6": what the status line adds to a patch. */
export function sinkAt(method, token, s) {
  const here = sinksOfMethod(method, s).filter(one => one.token === token);
  return here.length ? `; a sink of ${headsOf(here)}` : '';
}
