// What Explore shows beside one map: regions as queries, and heads in colours.
import * as blend from './head_colours.js';
import {PinBar} from './pin_bar.js';
import * as pinWords from './pin_words.js';
import {RegionBar} from './region_bar.js';
import {markRegions} from './region_marks.js';

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
  }

  matrix(matrix, s) {
    if (s.blend && s.method === 'attention') blend.markPins(matrix, s);
  }

  /** The texts in the place of those of a map, and the legend; null where the map has its own. */
  texts(s, shot) {
    this.pins.draw(s, this.heads);
    if (!this.heads.length) return null;
    return {
      title: pinWords.title(),
      where: pinWords.where(s, shot),
      status: pinWords.status(shot, this.heads),
      sentences: pinWords.sentences(s, shot, this.heads),
    };
  }
}
