// What Explore saves: the view as a figure or as numbers, all rows and whole layers, and the
// Python that gives the same array.
import {isBlend} from './head_colours.js';
import {tokenOf} from './feature_look.js';
import {routes} from '../record/contract.js';
import {bytes, fixed} from '../record/figures.js';
import {EVERY, phraseOf, startOf} from '../record/grid.js';
import {BY_HAND, copy} from '../screen/copy.js';
import {patchOf} from '../screen/query.js';
import {regionsText} from '../record/region_text.js';
import {download} from '../page/download.js';
import {headName} from '../screen/figures.js';
import {SaveMenu} from '../screen/save.js';
import {pageState} from '../state/page.js';
import {pinsText} from '../state/words.js';

const HEADER = 128; // bytes of a .npy file before its numbers

/** The menu at Explore's Save button. */
export function save(element, button, s) {
  return new SaveMenu(element, button, () => (s.trace ? groupsOf(s) : [{says: 'No view yet.'}]));
}

/** @returns {import('../screen/save.js').SavedGroup[]} */
function groupsOf(s) {
  const {url} = s.trace.record;
  const {meta} = s.trace;
  const state = viewState(s);
  const figure = format => ({
    label: format.toUpperCase(),
    url: routes.figure(url, format, state),
  });
  const python = {label: 'Copy as Python', name: 'copy', run: field => copyPython(s, field)};
  const layer = {label: `npy, ${sizeOf(meta)}`, url: routes.layerFile(url, s.layer)};
  return [
    {
      says: 'This view, with a caption of its settings',
      items: [figure('png'), figure('svg'), figure('pdf')],
    },
    {
      says: 'The picture, which the copied Python opens',
      items: [{label: 'Picture', url: routes.pictureFile(url)}],
    },
    {says: 'Its numbers', items: [{label: 'npz', url: routes.array(url, state)}, python]},
    {
      says: `From ${phraseOf(startOf(meta), meta)}: all layers and heads`,
      items: [{label: 'npz of all', url: routes.rowsFile(url, state)}],
    },
    {says: `Layer ${s.layer + 1}: every weight of all heads`, items: [layer]},
    ...(s.cells === 'weights' && s.table ? [tableGroup(s)] : []),
  ];
}

/** The table of all weights as it is drawn, one pixel for each. */
function tableGroup(s) {
  const name = headName({layer: s.layer, head: s.head}, s.trace.meta.heads);
  const run = async () => {
    const blob = await new Promise(resolve => s.table.toBlob(resolve));
    const file = await download(new Response(blob), `weights_${name.replace(' ', '-')}.png`);
    return {text: `Saved as ${file}.`, stays: false};
  };
  return {
    says: `All weights of ${name}, one pixel each`,
    items: [{label: 'Table', name: 'table', run}],
  };
}

/** How large the weights of a layer are as float32: 26.9 MB. */
export function sizeOf({heads, tokens}) {
  const size = 4 * heads * tokens * tokens + HEADER;
  return size < 1e6 ? bytes(size) : `${fixed(size / 1e6, 1)} MB`;
}

/** The query of the saved view: some methods need a patch, some a token. */
function savedQuery(s) {
  const query = s.pinned ?? startOf(s.trace.meta);
  if (s.method === 'positions') return patchOf(s, query);
  return s.method === 'features' ? tokenOf(query, s.trace.meta) : query;
}

/**
 * The state of the view as the routes take it.
 * @returns {import('../record/requests.js').ViewFields}
 */
function viewState(s) {
  const query = savedQuery(s);
  const {heads} = s.trace.meta;
  return {
    method: s.method,
    layer: s.layer,
    head: s.head === heads ? 'mean' : s.head,
    query: query === EVERY ? 'default' : query,
    direction: s.direction,
    scale: s.mode === 'per map' ? 'map' : s.mode,
    root: Number(s.root),
    colormap: s.colormap,
    opacity: Math.round(s.opacity * 100),
    smooth: Number(s.smooth),
    grid: Number(s.grid),
    end: s.end,
    start: s.start,
    leave_out: Number(s.leaveOut),
    ...regionFields(s),
    ...(isBlend(s) && {blend: 1, pins: pinsText(s.pins), mass: s.mass}),
    ...(s.method === 'class' && {target: s.target.index}),
    ...(s.method === 'features' && featureState(s)),
  };
}

/** The regions drawn, and the one in the place of the query. */
const regionFields = ({regions}) =>
  regions.length > 0 && {
    regions: regionsText(regions),
    chosen_region: pageState.facts.chosen_region,
  };

/** What a view of features shows, and how it is coloured. */
function featureState(s) {
  const {feature, axes, coding, depth, facet, facetHead} = s;
  const of = facet === 'token' ? {} : {facet, facet_head: facetHead ?? 'all'};
  return {feature, axes, coding, depth, ...of, ...OF_KIND[feature]?.(s)};
}

/** What a kind of features has besides. */
const OF_KIND = {
  foreground: ({threshold, inside}) => ({inside, ...(threshold !== null && {threshold})}),
  segments: ({segments, segmentsBy}) =>
    segmentsBy === 'cut' ? {segments_by: segmentsBy} : {segments},
};

/** Copies the lines of Python, or selects them in the field. */
async function copyPython(s, field) {
  const {record} = s.trace;
  const reply = await record.get(routes.python(record.url, viewState(s)));
  const copied = await copy(await reply.text(), field);
  field.hidden = copied;
  return {text: copied ? 'Copied as Python.' : BY_HAND, stays: !copied};
}
