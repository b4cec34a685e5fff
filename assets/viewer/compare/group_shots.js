// What one frame draws of a column that shows patches in groups: the foreground, or segments.
import {channels} from '../draw/channels.js';
import {groupBar, groupColours} from '../draw/group_colours.js';
import {maskOf, sizeOf} from '../record/foreground.js';
import {coded} from '../record/oklab.js';
import {CHANNELS, lookOf, shotFrom} from './feature_shots.js';

/** What a column's groups are of: its own facet, the page's threshold, number and method. */
export const groupLook = (frame, meta) => ({
  ...lookOf(frame, meta),
  threshold: frame.threshold, // a part of the way along each picture's own; null: by Otsu
  segments: frame.segments,
  segmentsBy: frame.segmentsBy,
});

/** The colours of the parts inside the foreground; what is outside is dark. */
export function fronted(column, state) {
  const {frame} = column;
  const {meta, trace} = frame.result;
  const {features} = trace.record;
  const front = features.foregrounds.of(frame.layer + 1, groupLook(frame, meta));
  const mask = front && maskOf(front, state.threshold);
  const shot = shotFrom(column, state, {
    ...{values: features.blank, scale: CHANNELS, map: channels(state.coding), missing: !front},
    ...{front, shares: front?.shares, size: front ? sizeOf(mask) : 0},
    colours: front && darkened(coded(front.parts, state.coding), mask),
  });
  return {...shot, at: shot.probe};
}

/** Colours [P, 3], 0 where the mask is. */
function darkened(colours, mask) {
  return Float32Array.from(colours, (level, i) => (mask[Math.floor(i / 3)] ? level : 0));
}

/** A colour for each segment; that of the patch under the pointer stands out. */
export function parted(column, state) {
  const {frame} = column;
  const {meta, trace} = frame.result;
  const {features} = trace.record;
  const parting = features.segments.of(frame.layer + 1, groupLook(frame, meta));
  const shot = shotFrom(column, state, {
    ...{values: features.blank, scale: CHANNELS, missing: !parting, sizes: parting?.sizes ?? []},
    map: parting ? groupBar(parting.sizes) : channels('rgb'),
  });
  const lit = parting && shot.probe !== null ? parting.labels[shot.probe - meta.prefix] : null;
  return {...shot, lit, at: shot.probe, colours: parting && groupColours(parting.labels, lit)};
}
