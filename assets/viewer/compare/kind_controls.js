// The controls that belong to one kind of map, and the sentence below the columns about it.
import {say} from '../page/dom.js';
import {limits} from '../record/limits.js';
import {KINDS} from './kinds.js';

/** Shows what can be set of the present kind of map. */
export function writeControls({find, state, element, columns}) {
  const {kind, pairs, axes} = state;
  const {facet} = KINDS[kind];
  element.dataset.kind = kind;
  find('add-facet').hidden = !facet;
  find('pairs-field').hidden = kind !== 'matches';
  find('two-pictures').hidden = !isLonely(kind, columns);
  find('axes').hidden = !['colours', 'foreground'].includes(kind);
  find('axes').value = axes;
  const slider = find('pairs');
  slider.max = String(limits.pairs);
  slider.value = String(pairs);
  say(find('pairs-count'), String(pairs));
}

/** Whether there is nothing to match: every column shows one picture. */
const isLonely = (kind, columns) =>
  kind === 'matches' && new Set(columns.map(({result}) => result?.meta.digest)).size === 1;
