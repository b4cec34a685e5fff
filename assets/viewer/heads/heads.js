// Screen 5, Heads: statistics of heads, head finder, interventions, depth.
import {SectionPage} from '../screen/sections.js';
import {channel} from '../page/channel.js';
import {clamp} from '../record/grid.js';
import {openTrace} from '../record/trace.js';
import {wireHeads} from './controls.js';
import {SECTIONS} from './sections.js';

export function mount({element, base}) {
  const heads = new Heads(element, base);
  channel.hear('picture', picture => heads.take(picture));
}

class Heads extends SectionPage {
  constructor(element, base) {
    super(element, base, {
      sections: SECTIONS,
      name: 'heads',
      state: {trace: null, layer: 0, head: 0, lens: null},
    });
    wireHeads(this);
  }

  leave() {
    this.state.trace?.record.close();
  }

  enter({meta}) {
    const s = this.state;
    const before = s.trace?.meta;
    Object.assign(s, {trace: openTrace(meta, this.base), lens: null});
    if (before?.checkpoint !== meta.checkpoint) Object.assign(s, {layer: meta.layers - 1, head: 0});
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
    Object.assign(this.state, {
      layer: clamp(layer, 0, meta.layers - 1),
      head: clamp(head, 0, meta.heads - 1),
      lens: null,
    });
    this.redraw('mark');
  }
}

const exists = (cell, meta) => cell && cell.layer < meta.layers && cell.head < meta.heads;
const isSame = (one, other) => one?.layer === other?.layer && one?.head === other?.head;
