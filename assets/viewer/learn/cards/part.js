// The base of every part of a card's figure.
import {el} from '../../page/dom.js';

/** A figure with a caption, a fact beside it and a canvas that has a text alternative. */
export class Part {
  /** `spec` is a PartSpec of form.js. */
  constructor(spec, className) {
    this.spec = spec;
    this.element = el('figure', `av-part ${className}`);
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

  /** Reads sizes after a change of layout; a part without a map has none to read. */
  measure() {}

  /** Another card or picture is coming. */
  close() {}
}
