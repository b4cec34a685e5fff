// The parts of a card's figure that show features over the picture: their colours, their similarity
// with the token under the pointer, their lengths.
import {SIGNED, colormap} from '../../draw/colormap.js';
import {putColours} from '../../draw/paint.js';
import {drawSeen} from '../../draw/picture.js';
import {say} from '../../page/dom.js';
import {coded} from '../../record/oklab.js';
import {Record} from '../../record/record.js';
import {signedScale} from '../../record/scale.js';
import {Field, Picture} from './pictures.js';

/** Each patch in the colour of its place [3, P] on three axes. */
export class Colours extends Picture {
  facts = null; // of which the colours are
  /** @type {Float32Array} */ colours = new Float32Array(); // [P, 3]

  view() {
    return undefined;
  }

  lattice({art, bare, facts, trace: {meta}}) {
    const {ground, atlas, boxes} = this.plate;
    if (bare) return;
    const context = ground.getContext('2d');
    drawSeen(context, art.grey, meta, boxes[0][2], boxes[0][3]);
    atlas.begin(1, 1, meta);
    putColours(atlas, 0, 0, this.of(facts), 0.86);
    atlas.end();
    atlas.draw(context, 0, 0, boxes[0], false);
  }

  of(facts) {
    if (this.facts === facts) return this.colours;
    this.facts = facts;
    const given = facts.maps[this.spec.of];
    const count = given.length / 3;
    const places = Float32Array.from(given, (_, i) => given[(i % 3) * count + Math.floor(i / 3)]);
    this.colours = coded(places, 'oklab');
    return this.colours;
  }
}

/** Lengths of the patches in medians of their layer, full at an outlier's. */
export class Lengths extends Picture {
  /** @returns {any} */
  view({facts, trace: {meta}}) {
    const {outlier} = facts.numbers;
    const values = [...Array(meta.prefix).fill(0), ...facts.maps[this.spec.of]];
    const scale = {unit: value => Math.min(1, value / outlier), signed: false};
    say(this.fact, `full at ${outlier} medians`);
    return {values, scale, map: colormap('inferno')};
  }
}

/**
 * Cosine of every patch with the token under the pointer, from the directions of the chosen layer,
 * which come once; before they are here, with the chosen token, from the card's facts.
 */
export class Alike extends Field {
  /** @type {Record | null} */ record = null;
  coming = -1; // layer whose directions were requested

  constructor(spec, actions) {
    super(spec, actions);
    this.actions = actions;
  }

  /** @returns {any} */
  view(s) {
    const {meta} = s.trace;
    const patches = s.facts.maps[this.spec.of];
    const values = this.live(s) ?? [...Array(meta.prefix).fill(0), ...patches];
    say(this.fact, '−1 to 1');
    return {values, scale: signedScale(), map: colormap(SIGNED)};
  }

  /** [N], or null while the directions are on their way. */
  live({trace: {meta}, layer, cursor}) {
    this.record ??= Record.of(meta, this.actions.base);
    const {features} = this.record;
    const after = layer + 1;
    const values = features.similarities(after, cursor);
    if (!values && this.coming !== after) this.load(after);
    return values;
  }

  /** Without the directions the map is that of the chosen token, which needs no word. */
  async load(after) {
    this.coming = after;
    try {
      await this.record?.features.loadLayer(after);
      this.actions.redraw();
    } catch {
      this.coming = -1;
    }
  }

  close() {
    this.record?.close();
    this.record = null;
    this.coming = -1;
  }
}
