// The panel of Features: what of a layer stands for its patches, the threshold of a foreground, and
// the segments with the heads that look at them.
import {closest, el, numberIn, press, say, textIn} from '../page/dom.js';
import {percent, times} from '../record/figures.js';
import {partOf} from '../record/foreground.js';
import {limits} from '../record/limits.js';
import {mostOf} from '../record/segments.js';
import {groupColour} from '../draw/group_colours.js';
import {endGesture} from '../state/steps.js';

const FIGURES = 68; // px of the figures that stand in its place with other methods

export class FeaturePanel {
  height = 0; // px by which it is higher than the figures
  drawn = ''; // what it shows
  listed = 0; // rows of the list
  /** @type {number[] | null} */ sizes = null; // those that the list shows
  facts = null;

  constructor(find) {
    this.find = find;
  }

  /** Connects its fields and its list to the actions. */
  wire(actions) {
    const {find} = this;
    const on = (name, kind, act) => find(name).addEventListener(kind, act);
    on('facet', 'change', event => actions.set('facet', textIn(event)));
    on('facet-head', 'change', event => {
      const text = textIn(event);
      actions.set('facet_head', text === 'all' ? null : Number(text));
    });
    for (const name of ['threshold', 'segments']) {
      on(name, 'input', event => actions.slide(name, numberIn(event)));
      on(name, 'change', endGesture);
    }
    on('otsu', 'click', () => actions.set('threshold', null));
    const light = event => {
      const segment = closest(event, '[data-segment]')?.dataset.segment;
      actions.light(segment === undefined ? null : Number(segment));
    };
    for (const kind of ['pointerover', 'focusin', 'click']) on('segment-list', kind, light);
    for (const kind of ['pointerleave', 'focusout']) {
      on('segment-list', kind, () => actions.light(null));
    }
  }

  /** Shows the state; true where its height changed, which needs another layout. */
  draw(s, shot) {
    const wanted = s.method === 'features';
    this.follow(s, shot, wanted);
    const {token} = s.trace.meta;
    const state = [
      ...[wanted, token, s.feature, s.facet, s.facetHead],
      ...[s.segmentsBy, this.listed],
    ].join();
    if (state === this.drawn) return false;
    this.drawn = state;
    this.show(s, wanted);
    const before = this.height;
    const panel = this.find('facets');
    this.height = wanted ? Math.max(0, panel.offsetHeight - FIGURES) : 0;
    return before !== this.height;
  }

  /** What changes with every frame: the threshold, and the list with its lit segment. */
  follow(s, shot, wanted) {
    const kind = wanted ? s.feature : null;
    if (kind === 'foreground' && shot.front) this.threshold(s, shot);
    if (kind === 'segments' && shot.parting) this.list(s, shot);
  }

  show(s, wanted) {
    const {find} = this;
    const kind = wanted ? s.feature : null;
    find('facets').hidden = !wanted;
    find('figures').hidden = wanted;
    this.heads(s);
    const {facet, facetHead} = s;
    find('facet').value = facet;
    find('facet').disabled = kind === 'norms';
    find('facet-head').value = String(facetHead ?? 'all');
    find('facet-head').disabled = facet === 'token';
    const fixed = facet !== 'token' || kind === 'foreground'; // no axes in common
    find('axes').querySelector('[value=layers]').disabled = fixed;
    find('front').hidden = kind !== 'foreground';
    find('parting').hidden = kind !== 'segments';
    find('segment-list').hidden = kind !== 'segments';
    press(find('facets'), 'segments_by', s.segmentsBy);
    find('segments').disabled = s.segmentsBy === 'cut';
    this.bounds(s.trace.meta);
  }

  /** How many segments there can be, and whether a cut of so many patches is offered. */
  bounds({rows, cols}) {
    const patches = rows * cols;
    this.find('segments').max = String(Math.min(limits.segments[1], patches));
    const cut = this.find('facets').querySelector('[data-to=cut]');
    cut.disabled = patches > limits.cutPatches;
    if (cut.disabled) cut.title = `Of at most ${limits.cutPatches} patches: choose larger ones`;
  }

  heads({trace: {meta}}) {
    const select = this.find('facet-head');
    if (select.options.length === meta.heads + 1) return;
    const option = (value, text) => Object.assign(el('option', '', text), {value});
    const heads = Array.from({length: meta.heads}, (_, h) => option(String(h), `head ${h + 1}`));
    select.replaceChildren(option('all', 'all heads'), ...heads);
  }

  threshold({threshold, inside}, {front}) {
    const {find} = this;
    const part = threshold ?? partOf(front, front.otsu);
    if (document.activeElement !== find('threshold')) find('threshold').value = String(part);
    find('otsu').disabled = threshold === null;
    press(find('facets'), 'inside', inside);
  }

  /** A row for each segment; built anew for other segments, or once their heads are known. */
  list(s, {parting, lit}) {
    const {find} = this;
    const {sizes} = parting;
    const facts = s.trace.features.segments.facts(s.depth, s);
    say(find('segment-count'), String(sizes.length));
    if (document.activeElement !== find('segments')) find('segments').value = String(s.segments);
    if (this.sizes !== sizes || this.facts !== facts) {
      Object.assign(this, {sizes, facts, listed: sizes.length});
      const rows = sizes.map((size, i) => rowOf(i, size, facts));
      find('segment-list').replaceChildren(headOf(facts), ...rows);
    }
    for (const row of find('segment-list').querySelectorAll('[data-segment]')) {
      row.classList.toggle('is-lit', Number(row.dataset.segment) === lit);
    }
  }
}

/** What the columns of the list are. */
function headOf(facts) {
  const row = el('li', 'av-segment-head');
  const layer = facts ? `L${facts.layer + 1}` : 'heads';
  const cells = facts
    ? [`most from all (${layer})`, `most from itself`]
    : ['heads are being compared', ''];
  row.append(el('span'), el('span', '', 'size'), ...cells.map(text => el('span', '', text)));
  row.title =
    'Heads that give a segment most attention, from all tokens and from its own, in multiples of ' +
    'its share of the tokens';
  return row;
}

function rowOf(segment, size, facts) {
  const item = el('li');
  const row = el('button', 'av-segment');
  row.type = 'button';
  row.dataset.segment = String(segment);
  row.setAttribute('aria-label', `Segment ${segment + 1}, ${percent(size)} of the picture`);
  const swatch = el('span', 'av-swatch');
  swatch.style.background = groupColour(segment);
  row.append(swatch, el('span', '', percent(size)));
  for (const table of facts ? [facts.received, facts.within] : []) {
    row.append(el('span', '', headsOf(table, segment)));
  }
  item.append(row);
  return item;
}

/** "H3 4.2×, H1 2×". */
const headsOf = (table, segment) =>
  mostOf(table, segment)
    .map(({head, times: many}) => `H${head + 1} ${times(many)}×`)
    .join(', ');
