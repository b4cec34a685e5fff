// Which attention weight the shown value goes down to, as `number` is told.
import {EVERY} from '../record/grid.js';
import {headOf, queryOf} from '../screen/query.js';
import {READ} from '../screen/tell_weight.js';

/**
 * The weight that the status line reads, or that of patch `at`. A map that is made of many weights
 * opens at one of them: rollout at its last layer's mean of heads, what is asked from all tokens at
 * what the patch gives to itself.
 */
export function numberOf(s, shot, at) {
  const {meta} = s.trace;
  const {layer, head} = s.method === 'rollout' ? {layer: s.end, head: meta.heads} : headOf(s);
  const there = at ?? shot.at;
  const asked = queryOf(s);
  const here = asked === EVERY ? there : asked;
  const [from, to] =
    s.direction === 'to' && s.method === 'attention' ? [there, here] : [here, there];
  const note = NOTES[s.method] ?? (asked === EVERY ? READ : '');
  return {meta, art: s.art, layer, head: head === meta.heads ? null : head, from, to, note};
}

const OTHER = 'The map on the screen holds no attention; this is what the same two have of it.';
const NOTES = {
  rollout: 'Rollout multiplies such weights through the layers; this is one of its last layer.',
  class: OTHER,
  features: OTHER,
  positions: OTHER,
};
