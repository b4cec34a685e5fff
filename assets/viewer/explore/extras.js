// What Explore shows beside one map: regions as queries, and heads in colours.
import * as blend from './head_colours.js';
import {PinBar} from './pin_bar.js';
import * as pinWords from './pin_words.js';
import {RegionBar} from './region_bar.js';
import {markRegions} from './region_marks.js';
import {Weights} from './weights.js';

export class Extras {
  heads = []; // those in colours, of the last frame

  /**
   * @param {(name: string) => any} find
   * @param {any} s
   * @param {any} actions
   */
  constructor(find, s, actions) {
    this.regions = new RegionBar(find, s, actions);
    this.pins = new PinBar(find, actions);
    this.weights = new Weights(find('weights'), s, actions);
  }

  /** px of the row of tools and regions. */
  get height() {
    return this.regions.row.offsetHeight;
  }

  /** Shows the state in the rows of chips; true where a row's height may have changed. */
  rows = s => this.regions.draw(s.trace.meta);

  /** The stage with what lies on it. */
  stage(stage, s, shot) {
    const on = blend.isBlend(s);
    this.heads = on ? blend.pinned(s) : [];
    stage.draw(s, on ? blend.ground(shot) : shot);
    if (on) blend.drawBlend(stage, s, this.heads, shot.meta);
    markRegions(stage, s, shot.meta);
    this.weights.mark(stage, shot.meta);
  }

  /** The table of all weights in the matrix's place; false where that shows its heads. */
  table(matrix, s, palette) {
    const on = s.cells === 'weights';
    matrix.canvas.classList.toggle('is-away', on); // its width is still measured
    this.weights.canvas.hidden = !on;
    if (on) this.weights.draw(matrix, palette);
    return on;
  }

  matrix(matrix, s) {
    if (s.blend && s.method === 'attention') blend.markPins(matrix, s);
  }

  /** The texts in the place of those of a map, and the legend; null where the map has its own. */
  texts(s, shot) {
    this.pins.draw(s, this.heads);
    if (s.pair && s.cells === 'weights') return {status: this.weights.text};
    if (!this.heads.length) return null;
    return {
      title: pinWords.title(),
      where: pinWords.where(s, shot),
      status: pinWords.status(shot, this.heads),
      sentences: pinWords.sentences(s, shot, this.heads),
    };
  }
}
