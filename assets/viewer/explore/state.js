// The state of the Explore screen: what is under the pointer, and the page's facts as fields.
import {reading} from '../state/read.js';

/** The facts that the screen shows: a change of one of them is drawn. */
export const SHOWN = [
  ...['method', 'layer', 'head', 'end', 'depth', 'query', 'direction', 'target', 'top', 'scale'],
  ...['root', 'colormap', 'opacity', 'smooth', 'grid', 'cells', 'feature', 'axes', 'coding'],
  ...['start', 'leave_out'],
];

/** Facts whose change needs numbers of the server: the others only draw. */
export const FETCHED = [
  ...['method', 'layer', 'query', 'direction', 'target', 'feature', 'axes', 'depth'],
  ...['start', 'leave_out'],
];

const FIELDS = [
  ...['method', 'layer', 'head', 'end', 'depth', 'pinned', 'direction', 'target', 'top', 'mode'],
  ...['root', 'colormap', 'opacity', 'smooth', 'grid', 'cells', 'feature', 'axes', 'coding'],
  ...['start', 'leaveOut'],
];

/** The state a screen opens with. */
export const opening = () =>
  reading(
    {
      trace: null,
      art: null,
      hover: null,
      lens: null,
      bare: false,
      touching: false,
      placing: null,
    },
    FIELDS,
  );
