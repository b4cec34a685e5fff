// A small map with its title and one line of words under it.
import {QUERY} from '../../draw/colormap.js';
import {Atlas, fit, patchBox} from '../../draw/paint.js';
import {el, say} from '../../page/dom.js';

export class Mini {
  width = 0; // px
  height = 0;

  constructor(title, className = '') {
    this.element = el('figure', `av-mini ${className}`.trim());
    this.canvas = el('canvas', 'av-mini-map');
    this.title = el('figcaption', 'av-mini-title', title);
    this.words = el('p', 'av-mini-words');
    this.canvas.setAttribute('role', 'img');
    this.element.append(this.title, this.canvas, this.words);
    this.atlas = new Atlas();
  }

  measure({shape: [height, width]}) {
    this.width = this.canvas.clientWidth;
    this.height = (this.width * height) / width;
    this.canvas.style.height = `${this.height}px`;
  }

  /** A map [P] of a grid on a scale; the place stays empty without values. */
  draw(grid, {values, unit, map, at = null, title, words = ''}) {
    const {width, height, canvas} = this;
    say(this.title, title);
    say(this.words, words);
    canvas.setAttribute('aria-label', `${title} ${words}`.trim());
    if (!(width > 0 && height > 0)) return;
    const context = fit(canvas, width, height);
    const box = [0, 0, width, height];
    context.clearRect(0, 0, width, height);
    if (!values) return;
    this.atlas.begin(1, 1, grid);
    this.atlas.put(0, 0, values, 0, unit, map);
    this.atlas.end();
    this.atlas.draw(context, 0, 0, box, false);
    if (at === null) return;
    const [x, y, w, h] = patchBox(at, grid, box);
    context.strokeStyle = QUERY;
    context.lineWidth = 1.5;
    context.strokeRect(x, y, w, h);
  }
}
