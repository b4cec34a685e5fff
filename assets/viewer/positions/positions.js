// Screen 4: the model's position embeddings, and the filters of its patch projection.
import {SectionPage} from '../screen/sections.js';
import {channel} from '../page/channel.js';
import {Inquiry} from './inquiry.js';
import {wirePositions} from './controls.js';
import {SECTIONS} from './sections.js';

export function mount({element, base}) {
  const positions = new Positions(element, base);
  channel.hear('picture', picture => positions.take(picture));
}

class Positions extends SectionPage {
  constructor(element, base) {
    super(element, base, {
      sections: SECTIONS,
      name: 'pos',
      state: {inquiry: null, bare: false, lines: true},
    });
    wirePositions(this);
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
    lines.setAttribute('aria-pressed', String(this.state.lines));
    lines.hidden = this.state.section === 'paper';
    super.render();
  }
}
