// Screen 4: the model's position embeddings, and the filters of its patch projection.
import {SectionPage} from '../screen/sections.js';
import {pageState} from '../state/page.js';
import {reading} from '../state/read.js';
import {Inquiry} from './inquiry.js';
import {wirePositions} from './controls.js';
import {SECTIONS} from './sections.js';

const FIELDS = ['pinned', 'layer', 'head', 'lone', 'grid']; // facts of every screen

export function mount({element, base}) {
  const positions = new Positions(element, base);
  pageState.know('pass', picture => positions.take(picture));
}

class Positions extends SectionPage {
  constructor(element, base) {
    super(element, base, {
      sections: SECTIONS,
      name: 'pos',
      fact: 'positions',
      state: reading({inquiry: null, bare: false}, FIELDS),
    });
    wirePositions(this);
    pageState.follow(['grid'], () => this.redraw('mark'));
  }

  leave() {
    this.state.inquiry?.close();
  }

  enter({meta}) {
    this.state.inquiry = new Inquiry(meta, this.base);
    return this.state.inquiry;
  }

  drawable(s) {
    return this.section.ready(s);
  }

  render() {
    const lines = this.screen.part('lines');
    lines.setAttribute('aria-pressed', String(this.state.grid));
    lines.hidden = this.state.section === 'paper';
    super.render();
  }
}
