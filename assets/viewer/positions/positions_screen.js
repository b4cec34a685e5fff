// The frame of the Positions screen: the buttons of its sections, and what all of them have.
import {el, parts, press, say} from '../page/dom.js';
import {paletteOf} from '../draw/palette.js';

export class PositionsScreen {
  constructor(element, sections) {
    this.find = parts(element);
    Object.assign(this, {element, keys: sections.map(({key}) => key)});
    this.find('pos-sections').replaceChildren(...sections.map(({key, title}) => {
      const button = el('button', '', title);
      button.type = 'button';
      Object.assign(button.dataset, {set: 'section', to: key});
      return button;
    }));
  }

  /** Shows the section's own places and reads the colours. */
  measure(s) {
    this.palette = paletteOf(this.element);
    const [height, width] = s.meta.shape;
    this.element.style.setProperty('--aspect', String(width / height));
    press(this.element, 'section', s.section);
    this.find('pos-lines').setAttribute('aria-pressed', String(s.lines));
    this.find('pos-lines').hidden = s.section === 'paper';
    for (const key of this.keys) {
      for (const place of [key, `${key}-side`, `${key}-bar`]) {
        this.find(`pos-${place}`).hidden = key !== s.section;
      }
    }
  }

  write(line) {
    this.line = line;
    say(this.find('pos-status'), line);
  }

  speak() { say(this.find('pos-spoken'), this.line ?? ''); }
}
