// What every part of a card's figure is: a caption, a fact and a canvas with a text of its own.
import {el} from '../../page/dom.js';

/** A figure with a caption and a canvas that has a text of its own. */
export class Part {
  constructor(spec, className) {
    Object.assign(this, {spec, element: el('figure', `av-part ${className}`)});
    this.element.dataset.part = spec.id;
    this.caption = el('figcaption', 'av-part-label', spec.label ?? '');
    this.fact = el('span', 'av-part-fact');
    this.caption.append(' ', this.fact);
    this.element.append(this.caption);
  }

  canvas(className) {
    const canvas = el('canvas', className);
    canvas.setAttribute('role', 'img');
    this.element.append(canvas);
    return canvas;
  }

  measure() {}
}
