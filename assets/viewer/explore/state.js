// The state of the Explore screen: what is under the pointer, and the page's facts as fields.
import {reading} from '../state/read.js';

/** The facts that the screen shows: a change of one of them is drawn. */
export const SHOWN = [
  ...['method', 'layer', 'head', 'end', 'depth', 'query', 'direction', 'target', 'top', 'scale'],
  ...['root', 'colormap', 'opacity', 'smooth', 'grid', 'cells', 'feature', 'axes', 'coding'],
  ...['start', 'leave_out', 'regions', 'chosen_region', 'blend', 'pins', 'mass'],
  ...['facet', 'facet_head', 'threshold', 'inside', 'segments'],
  ...['segments_by'],
];

/** Facts whose change needs numbers of the server: the others only draw. */
export const FETCHED = [
  ...['method', 'layer', 'query', 'direction', 'target', 'feature', 'axes', 'depth'],
  ...['start', 'leave_out', 'regions', 'chosen_region'],
  ...['facet', 'facet_head', 'threshold', 'segments', 'segments_by'],
];

const FIELDS = [
  ...['method', 'layer', 'head', 'end', 'depth', 'pinned', 'direction', 'target', 'top', 'mode'],
  ...['root', 'colormap', 'opacity', 'smooth', 'grid', 'cells', 'feature', 'axes', 'coding'],
  ...['start', 'leaveOut', 'regions', 'region', 'blend', 'pins', 'mass'],
  ...['facet', 'facetHead', 'threshold', 'inside', 'segments', 'segmentsBy'],
];

/** What is under the pointer, with another view. */
export const NOTHING = {
  hover: null,
  lens: null,
  lit: null, // a segment of the list that the pointer is on
  placing: null,
  drawing: null, // the query of a region that is being drawn
  drawn: null, // its line so far
  pair: null, // {query, key}: two tokens of the table of all weights
};

/** The state a screen opens with. */
export const opening = () =>
  reading({trace: null, art: null, bare: false, touching: false, ...NOTHING}, FIELDS);
