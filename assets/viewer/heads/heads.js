// Screen 5, Heads: statistics of heads, head finder, interventions, depth.
import {SectionPage} from '../screen/sections.js';
import {choose, chooseHead} from '../state/choices.js';
import {pageState} from '../state/page.js';
import {reading} from '../state/read.js';
import {clamp} from '../record/grid.js';
import {openTrace} from '../record/trace.js';
import {wireHeads} from './controls.js';
import {SECTIONS} from './sections.js';

export function mount({element, base}) {
  const heads = new Heads(element, base);
  pageState.know('pass', picture => heads.take(picture));
}

class Heads extends SectionPage {
  constructor(element, base) {
    super(element, base, {
      sections: SECTIONS,
      name: 'heads',
      fact: 'heads',
      state: opening(),
    });
    wireHeads(this);
    pageState.follow(['layer', 'head'], () => this.redraw('mark'));
  }

  leave() {
    this.state.trace?.record.close();
  }

  enter({meta}) {
    const s = this.state;
    Object.assign(s, {trace: openTrace(meta, this.base), lens: null});
    return s.trace;
  }

  show(name) {
    this.state.lens = null;
    super.show(name);
  }

  // ---- the head that all parts of a section show

  /**
   * Sets the head under the pointer, {layer, head}, or null. A part that still shows the previous
   * model may have a head that the present model does not have: this counts as null.
   */
  lift(head) {
    const s = this.state;
    const lens = exists(head, s.meta) ? head : null;
    if (isSame(s.lens, lens)) return;
    s.lens = lens;
    this.redraw('mark');
  }

  choose({layer, head}) {
    const {meta} = this.state.trace;
    this.state.lens = null;
    chooseHead(clamp(layer, 0, meta.layers - 1), clamp(head, 0, meta.heads - 1));
    this.redraw('mark');
  }

  /** Another layer; the head, or the mean of heads, stays. */
  chooseLayer(layer) {
    this.state.lens = null;
    choose({layer: clamp(layer, 0, this.state.trace.meta.layers - 1)});
  }
}

const exists = (cell, meta) => cell && cell.layer < meta.layers && cell.head < meta.heads;
const isSame = (one, other) => one?.layer === other?.layer && one?.head === other?.head;

/** What the screen shows of the page's choices; its head is never the mean of heads. */
function opening() {
  const state = reading({trace: null, lens: null}, ['layer', 'lone', 'pinned', 'target']);
  Object.defineProperty(state, 'head', {enumerable: true, get: () => state.lone});
  return state;
}
