// The frame of the Heads screen: the buttons of its sections, and what all of them have.
import {el, parts, press, say} from '../page/dom.js';
import {paletteOf} from '../draw/palette.js';

export class HeadsScreen {
  constructor(element, sections) {
    this.find = parts(element);
    Object.assign(this, {element, keys: sections.map(({key}) => key)});
    this.find('heads-sections').replaceChildren(...sections.map(({key, title}) => {
      const button = el('button', '', title);
      button.type = 'button';
      Object.assign(button.dataset, {set: 'section', to: key});
      return button;
    }));
  }

  /** Shows the section's own places and reads the colours. */
  measure(s) {
    this.palette = paletteOf(this.element);
    const [height, width] = s.trace.meta.shape;
    this.element.style.setProperty('--aspect', String(width / height));
    press(this.element, 'section', s.section);
    for (const key of this.keys) {
      this.find(`heads-${key}`).hidden = key !== s.section;
      this.find(`heads-${key}-side`).hidden = key !== s.section;
    }
  }

  write(line) {
    this.line = line;
    say(this.find('heads-status'), line);
  }

  speak() { say(this.find('heads-spoken'), this.line ?? ''); }
}
