// The state of the Explain screen: what is under the pointer, what the server replied, and the
// page's facts as fields.
import {pageState} from '../state/page.js';
import {reading} from '../state/read.js';
import {isLikeness, likenessName} from './likeness.js';

/** Facts of the page whose change needs numbers of the server: the others only draw. */
const FETCHED = [
  ...['explain', 'target', 'against', 'shuffled', 'query', 'discard', 'fusion', 'head'],
  ...['leave_out', 'likeness', 'regions', 'chosen_region'],
];

/** Knobs that the server turns where a grid is too large for the page. */
const TURNED = ['residual', 'start'];

/** Whether the change of these facts needs numbers of the server. */
export const needsNumbers = ({tooLarge}, changed) =>
  [...FETCHED, ...(tooLarge ? TURNED : [])].some(name => changed.has(name));

/** Facts of the page that the screen shows. */
export const SHOWN = [
  ...FETCHED,
  ...TURNED,
  ...['explained', 'contrast', 'end', 'smooth', 'grid', 'opacity', 'colormap'],
];

const FIELDS = ['shuffled', 'pinned', 'start', 'end', 'lone', 'smooth', 'grid', 'opacity'];

/** The state a screen opens with. */
export function opening() {
  const state = reading(
    {
      trace: null,
      art: null,
      inquiry: null,
      hover: null,
      bare: false,
      root: false,
      busy: false,
      signed: false, // a map that is all zero is shown with its signs
      layers: null,
      sliding: false, // a knob is being moved
      tooLarge: false,
      best: -Infinity,
    },
    [...FIELDS, 'colormap'],
  );
  const fields = {
    section: () => pageState.facts.explain,
    likeness: () => Boolean(state.inquiry) && isLikeness(state.inquiry),
    target: () => targetOf(state),
    against: () => againstOf(state),
    method: () => pageState.facts.explained,
    mode: () => (pageState.facts.contrast === 'map' ? 'per map' : pageState.facts.contrast),
  };
  for (const [name, get] of Object.entries(fields)) {
    Object.defineProperty(state, name, {enumerable: true, get});
  }
  state.knobs = knobsOf(state);
  return state;
}

/** What is explained: the index of a class, by default the likeliest, or a similarity's name. */
function targetOf({inquiry}) {
  if (!inquiry) return 0;
  if (isLikeness(inquiry)) return likenessName(inquiry.meta);
  const {classes} = inquiry;
  const chosen = pageState.facts.target?.index;
  return chosen in classes.names ? chosen : inquiry.likeliest;
}

/** Index of the class that it is compared with; null for none. */
function againstOf(s) {
  const {against} = pageState.facts;
  if (s.likeness) return null;
  const known = against !== null && against in (s.inquiry?.classes?.names ?? []);
  return known && against !== s.target ? against : null;
}

/** The knobs of the laboratory; of a head alone the mean of them all counts as the first. */
const knobsOf = s => ({
  get residual() {
    return pageState.facts.residual;
  },
  get discard() {
    return pageState.facts.discard;
  },
  get fusion() {
    return pageState.facts.fusion;
  },
  get start() {
    return s.start;
  },
  get end() {
    return s.end;
  },
  get head() {
    return s.lone;
  },
  get leaveOut() {
    return pageState.facts.leave_out;
  },
});

/** The patch that all maps show at once: the one under the pointer, else the pinned one. */
export const cursorOf = s => s.hover ?? s.pinned;

/** The server's name of the fused maps that the knobs stand for. */
export const fusionOf = ({fusion, head}) => (fusion === 'head' ? `head${head}` : fusion);
