// The parts of a card's figure that show the picture: patches, maps over it, one patch enlarged.
import {SIGNED, colormap} from '../../draw/colormap.js';
import {fit, frame, patchBox, ring} from '../../draw/paint.js';
import {drawSeen} from '../../draw/picture.js';
import {Plate} from '../../draw/plate.js';
import {say} from '../../page/dom.js';
import {pointing} from '../../page/pointing.js';
import {cellOf, isPatch, phraseOf} from '../../record/grid.js';
import {signedScale, uniformScale} from '../../record/scale.js';
import {Part} from './part.js';
import {settled, shape, tokenOf} from './prose.js';

/** The picture with its patches, and a map over it. */
export class Picture extends Part {
  constructor(spec, actions) {
    super(spec, spec.large ? 'av-part-picture is-large' : 'av-part-picture');
    const canvas = this.canvas('av-part-canvas');
    this.plate = new Plate(canvas);
    pointing(canvas, event => this.plate.tokenAt(event, actions.meta()), actions);
  }

  measure(s) {
    this.plate.measure(s.trace.meta);
  }

  paint(s) {
    const {plate, spec, element} = this;
    const {meta} = s.trace;
    const view = this.view(s);
    element.hidden = view === null;
    if (element.hidden) return;
    if (!plate.width) plate.measure(meta);
    plate.paint({...s, bare: s.bare || !view, grid: true, opacity: 0.82, smooth: false}, [view]);
    if (!view) this.lattice(s);
    this.mark(s);
    const seen =
      spec.map || spec.of
        ? `a map of ${meta.rows} by ${meta.cols} patches`
        : `${meta.picture_name || 'the picture'}, ${meta.rows} by ${meta.cols} patches`;
    plate.canvas.setAttribute('aria-label', `${spec.label}: ${seen}${this.marked(s)}`);
    this.reach(s.movable);
  }

  /** A picture on which the arrow keys move the patch is a stop of the Tab key. */
  reach(movable) {
    const {canvas} = this.plate;
    canvas.setAttribute('role', movable ? 'application' : 'img');
    canvas.tabIndex = movable ? 0 : -1;
  }

  /** The map over the picture: undefined where the card has none, null where the model has none. */
  view({facts, trace: {meta}}) {
    const {map} = this.spec;
    if (!map) return undefined;
    const values = facts.maps[map];
    return values ? {values, scale: uniformScale(meta.tokens), map: colormap('inferno')} : null;
  }

  lattice(s) {
    const context = this.plate.ground.getContext('2d');
    const {meta} = s.trace;
    context.strokeStyle = 'rgba(255,255,255,.35)';
    context.lineWidth = 1;
    for (let i = 0; i < meta.rows * meta.cols; i++) {
      const [x, y, width, height] = patchBox(i, meta, this.plate.boxes[0]);
      context.strokeRect(x, y, width, height);
    }
  }

  /** Marks the chosen patch, and those that the card names: first by a ring, others by a frame. */
  mark(s) {
    const {plate, spec} = this;
    const {meta} = s.trace;
    plate.mark({...s, bare: false}, isPatch(s.cursor, meta) && s.movable ? s.cursor : null, null);
    const context = plate.canvas.getContext('2d');
    const place = token => patchBox(token - meta.prefix, meta, plate.boxes[0]);
    (spec.marks ?? []).forEach((name, i) => {
      const token = tokenOf(name, s.facts);
      if (token === undefined) return;
      if (i) frame(context, place(token), '#fff', 1.5);
      else ring(context, place(token));
    });
  }

  /** The same in words. */
  marked(s) {
    const {meta} = s.trace;
    const chosen = s.movable ? [`; chosen is ${phraseOf(s.token, meta)}`] : [];
    return [
      ...chosen,
      ...(this.spec.marks ?? [])
        .map(name => tokenOf(name, s.facts))
        .filter(token => token !== undefined)
        .map(token => `; marked is ${phraseOf(token, meta)}`),
    ].join('');
  }
}

/** A map with a sign over the picture: cosines, or scores divided by the largest of them. */
export class Field extends Picture {
  view({facts, trace: {meta}}) {
    const given = facts.maps[this.spec.of];
    if (!given) return null;
    const patches = given.length === meta.tokens ? given.slice(meta.prefix) : given;
    const most = this.spec.spread ? Math.max(...patches.map(Math.abs)) || 1 : 1;
    const values = [...Array(meta.prefix).fill(0), ...patches.map(v => v / most)];
    say(this.fact, this.spec.spread ? `±${settled(most)}` : '−1 to 1');
    return {values, scale: signedScale(), map: colormap(SIGNED)};
  }
}

/** The chosen patch, enlarged. */
export class Patch extends Part {
  constructor(spec) {
    super(spec, 'av-part-patch');
    this.node = this.canvas('av-part-canvas');
  }

  paint({art, facts, trace: {meta}}) {
    const token = tokenOf('patch', facts);
    const {row, col} = cellOf(token, meta);
    drawPatch(this.node, art, meta, token);
    say(this.fact, shape(facts.shapes.patch));
    this.node.setAttribute(
      'aria-label',
      `The patch in row ${row}, column ${col}, enlarged: ${meta.patch} by ${meta.patch} pixels`,
    );
  }
}

/** Draws one patch of the picture over a whole square canvas, without smoothing. */
export function drawPatch(canvas, art, meta, token) {
  const side = canvas.clientWidth;
  if (!side) return;
  const small = document.createElement('canvas');
  small.width = small.height = meta.patch;
  const {rows, cols, patch} = meta;
  const {row, col} = cellOf(token, meta);
  const pixels = small.getContext('2d');
  pixels.translate(-col * patch, -row * patch);
  drawSeen(pixels, art.colour, meta, cols * patch, rows * patch);
  const context = fit(canvas, side, side);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, side, side);
}
