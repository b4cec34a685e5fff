// Screen 5: what each head does.
import {SectionPage} from '../screen/sections.js';
import {channel} from '../page/channel.js';
import {clamp} from '../record/grid.js';
import {Trace} from '../record/trace.js';
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
    Object.assign(s, {trace: new Trace(meta, this.base), lens: null});
    if (before?.checkpoint !== meta.checkpoint) Object.assign(s, {layer: meta.layers - 1, head: 0});
    return s.trace;
  }

  show(name) {
    this.state.lens = null;
    super.show(name);
  }

  // ---- the head that every part shows at once

  /**
   * The head under the pointer, {layer, head}, or null. A part that still shows the model before
   * may name one that this model has not: then it is none.
   */
  lift(named) {
    const {lens, meta} = this.state;
    const cell = named && named.layer < meta.layers && named.head < meta.heads ? named : null;
    if (lens?.layer === cell?.layer && lens?.head === cell?.head) return;
    this.state.lens = cell;
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
