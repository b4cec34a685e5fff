// The picture of one column: the map over it, the patch grid and the cursor.
import {QUERY, SINK} from '../draw/colormap.js';
import {patchAt, seenAt} from '../draw/eye.js';
import {Atlas, dot, fit, frame, lattice, patchBox, putColours} from '../draw/paint.js';
import {drawSeen} from '../draw/picture.js';
import {within} from '../page/dom.js';
import {isPatch} from '../record/grid.js';

const FADED = 0.4; // at most, of the present map while the next one is computed
const LINES = 0.16; // opacity of the patch grid
const NEXT_LINES = 0.3; // opacity of the grid that is requested
const CROWDED = 24; // patches across from which lines are thinner

export class Picture {
  size = [0, 0]; // CSS px
  atlas = new Atlas();
  ground = document.createElement('canvas');
  grounded = ''; // what is drawn on the ground

  constructor(canvas) {
    this.canvas = canvas;
  }

  /** Reads the size of the box; only after a layout change, never while hovering. */
  measure() {
    this.size = [this.canvas.clientWidth, this.canvas.clientHeight];
    this.grounded = '';
  }

  /** Fractions right and down of the picture under the pointer. */
  pointed(event) {
    const [x, y, width, height] = within(event, this.canvas);
    return [x / width, y / height];
  }

  draw(shot, column, s) {
    const [width, height] = this.size;
    const context = fit(this.canvas, width, height);
    context.clearRect(0, 0, width, height);
    const source = shot ?? column.result;
    if (!source || !width) return;
    const {art, meta} = source;
    context.drawImage(this.grey(art, meta, s), 0, 0, width, height);
    const box = [0, 0, width, height];
    const next = nextGrid(column, meta);
    const visible = s.bare ? null : shot;
    if (visible) this.cover(context, visible, s, box, next);
    drawGrid(context, s.grid ? meta : null, next, box);
    if (visible) mark(context, visible, s, box, next);
  }

  /** The ground of every frame: what the model sees, scaled once for a size of the canvas. */
  grey(art, meta, {bare}) {
    const {ground, canvas} = this;
    const name = [meta.token, canvas.width, canvas.height, bare].join();
    if (this.grounded !== name) {
      this.grounded = name;
      ground.width = canvas.width;
      ground.height = canvas.height;
      const context = ground.getContext('2d');
      drawSeen(context, bare ? art.colour : art.grey, meta, ground.width, ground.height);
    }
    return ground;
  }

  /** The map, if it is here; faded while the next grid is computed. */
  cover(context, shot, {smooth, opacity}, box, next) {
    const {meta, values, scale, map, colours, signed} = shot;
    if (shot.missing || shot.plain) return;
    const strength = next ? Math.min(FADED, opacity) : opacity;
    this.atlas.begin(1, 1, meta);
    if (colours) putColours(this.atlas, 0, 0, colours, strength);
    else this.atlas.putOver(values, meta.prefix, scale.unit, map, strength, Boolean(signed));
    this.atlas.end();
    this.atlas.draw(context, 0, 0, box, smooth);
  }
}

/** The requested grid until its map is here; null where it is the present one. */
function nextGrid(column, meta) {
  const {cut, waiting} = column;
  const other = cut && (cut.rows !== meta.rows || cut.cols !== meta.cols);
  return waiting && other ? cut : null;
}

function drawGrid(context, present, next, box) {
  const grid = next ?? present;
  if (!grid) return;
  const strength = (next ? NEXT_LINES : LINES) / (grid.cols > CROWDED ? 2 : 1);
  lattice(context, grid, box, `rgba(255,255,255,${strength})`);
}

/** The cursor as a cross, its patch as a frame, and a dot on each patch beyond the scale. */
function mark(context, shot, cursors, box, next) {
  if (!next) markBeyond(context, shot, box);
  if (shot.cross) markCursor(context, cursors.hover ?? cursors.pinned, shot.meta, box);
  if (!next) markSinks(context, shot, box);
  if (!shot.frames) markPatches(context, shot, cursors, box, next ?? shot.meta);
  else if (!next) markFrames(context, shot, box);
}

function markSinks(context, {meta, sinks}, box) {
  for (const {token} of sinks) {
    frame(context, patchBox(token - meta.prefix, meta, box), SINK, 1.5);
  }
}

/** Patches that the kind of map frames. */
function markFrames(context, {meta, frames}, box) {
  const width = meta.cols > CROWDED ? 2 : 2.5;
  for (const [token, colour] of frames) {
    frame(context, patchBox(token - meta.prefix, meta, box), colour, width);
  }
}

function markPatches(context, shot, cursors, box, grid) {
  const {meta} = shot;
  const width = grid.cols > CROWDED ? 2 : 2.5;
  for (const [at, colour] of framesOf(shot, cursors)) {
    const token = patchAt(at, {...meta, ...grid});
    if (token !== null) frame(context, patchBox(token - meta.prefix, grid, box), colour, width);
  }
}

function markBeyond(context, {meta, values, limit, beyond}, box) {
  if (!beyond) return;
  for (let j = meta.prefix; j < meta.tokens; j++) {
    if (values[j] > limit) dot(context, patchBox(j - meta.prefix, meta, box));
  }
}

/** [[cursor, colour]]: the query's patch in cyan, one where the map is only read in white. */
function framesOf({query, meta}, {hover, pinned}) {
  const cursor = pinned ?? hover;
  if (!cursor) return [];
  if (!isPatch(query, meta)) return [[hover ?? pinned, '#fff']];
  return pinned && hover
    ? [
        [pinned, QUERY],
        [hover, '#fff'],
      ]
    : [[cursor, QUERY]];
}

function markCursor(context, cursor, meta, [, , width, height]) {
  const seen = cursor && seenAt(cursor, meta);
  if (!seen) return;
  const x = Math.round(seen[0] * width) + 0.5;
  const y = Math.round(seen[1] * height) + 0.5;
  context.lineWidth = 1;
  drawCross(context, [x + 1, y + 1], [width, height], 'rgba(0,0,0,.45)'); // a shadow
  drawCross(context, [x, y], [width, height], 'rgba(255,255,255,.75)');
}

function drawCross(context, [x, y], [width, height], colour) {
  context.strokeStyle = colour;
  context.beginPath();
  context.moveTo(x, 0);
  context.lineTo(x, height);
  context.moveTo(0, y);
  context.lineTo(width, y);
  context.stroke();
}
