// The controls that belong to one kind of map, and the sentence below the columns about it.
import {say} from '../page/dom.js';
import {limits} from '../record/limits.js';
import {partOf} from '../record/foreground.js';
import {groupLook} from './group_shots.js';
import {KINDS, hasAxes} from './kinds.js';

/** Shows what can be set of the present kind of map. */
export function writeControls({find, state, element, columns}) {
  const {kind, pairs, axes, threshold} = state;
  const {facet} = KINDS[kind];
  element.dataset.kind = kind;
  find('add-facet').hidden = !facet;
  find('pairs-field').hidden = kind !== 'matches';
  find('two-pictures').hidden = !isLonely(kind, columns);
  find('axes').hidden = !hasAxes(kind);
  find('axes').value = axes;
  find('front-field').hidden = kind !== 'foreground';
  find('front-otsu').disabled = threshold === null;
  find('front-line').value = String(threshold ?? otsuOf(columns[0]) ?? 0.5);
  const slider = find('pairs');
  slider.max = String(limits.pairs);
  slider.value = String(pairs);
  say(find('pairs-count'), String(pairs));
}

/** Where Otsu's threshold of the live column is, as a part of its range; null while unknown. */
function otsuOf(column) {
  const {frame} = column ?? {};
  if (frame?.kind !== 'foreground') return null;
  const {trace, meta} = frame.result;
  const front = trace.record.features.foregrounds.of(frame.layer + 1, groupLook(frame, meta));
  return front ? partOf(front, front.otsu) : null;
}

/** Whether there is nothing to match: every column shows one picture. */
const isLonely = (kind, columns) =>
  kind === 'matches' && new Set(columns.map(({result}) => result?.meta.digest)).size === 1;
