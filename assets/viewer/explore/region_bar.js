// The row below the choice of the query: what a drag on the picture draws, and a chip of each region.
import {button, el, refill} from '../page/dom.js';
import {REGION_COLOURS} from '../draw/outlines.js';
import {limits} from '../record/limits.js';
import {queryOfRegion, regionName} from '../record/region_query.js';
import {pageState} from '../state/page.js';

const FULL = `${limits.mostRegions} regions are kept: remove one first`;

export class RegionBar {
  tool = 'point'; // what a drag draws: a block, a line, or nothing
  drawn = ''; // what the chips show

  /**
   * @param {(name: string) => any} find
   * @param {any} s
   * @param {any} actions
   */
  constructor(find, s, actions) {
    this.find = find;
    this.s = s;
    this.row = find('region-row');
    find('tools').addEventListener('click', event => {
      const {tool} = event.target.closest('[data-tool]')?.dataset ?? {};
      if (tool) this.take(tool);
    });
    find('regions').addEventListener('click', event => {
      const node = event.target.closest('[data-to]');
      if (!node) return;
      const act = node.dataset.region === 'remove' ? actions.removeRegion : actions.chooseRegion;
      act(Number(node.dataset.to));
    });
    this.take('point');
  }

  /** What a drag draws from now on; a choice once more goes back to points. */
  take(tool) {
    this.tool = tool === this.tool ? 'point' : tool;
    for (const node of this.find('tools').querySelectorAll('[data-tool]')) {
      node.setAttribute('aria-pressed', String(node.dataset.tool === this.tool));
    }
    this.say('');
  }

  /** What a drag draws with the keys that are held; null for a click alone. */
  toolOf({shiftKey, altKey}) {
    if (altKey) return null;
    if (this.tool !== 'point') return this.tool;
    return shiftKey ? 'block' : null;
  }

  full() {
    this.say(FULL);
  }

  say(text) {
    this.find('region-note').textContent = text;
    this.find('region-note').hidden = !text;
  }

  /** Shows the chips; true where the row's height may have changed. */
  draw(meta) {
    const {regions} = this.s;
    const chosen = this.s.region && pageState.facts.chosen_region;
    const queries = regions.map(queryOfRegion);
    const state = [queries, chosen, meta.rows, meta.cols].join('|');
    if (state === this.drawn) return false;
    this.drawn = state;
    this.say('');
    refill(
      this.find('regions'),
      queries.map((query, i) => chip(i, regionName(query, meta), i === chosen)),
    );
    return true;
  }
}

/** A button that chooses a region and one that removes it. */
function chip(i, name, isChosen) {
  const group = el('span', 'av-region');
  const main = button('', `${i + 1}`);
  const mark = el('span', 'av-region-mark');
  mark.style.background = REGION_COLOURS[i];
  main.prepend(mark);
  main.title = `Region ${i + 1}, a ${name}: ${isChosen ? 'let it go' : 'make it the query'}`;
  main.setAttribute('aria-label', `Region ${i + 1}: a ${name}`);
  main.setAttribute('aria-pressed', String(isChosen));
  Object.assign(main.dataset, {region: 'choose', to: String(i)});
  const remove = button('', '×');
  remove.title = `Remove region ${i + 1}`;
  remove.setAttribute('aria-label', remove.title);
  Object.assign(remove.dataset, {region: 'remove', to: String(i)});
  group.append(main, remove);
  return group;
}
