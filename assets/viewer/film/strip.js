// The frames side by side, each under its map; a strip wider than its box scrolls.
import {colormap} from '../draw/colormap.js';
import {drawSeen} from '../draw/picture.js';
import {Atlas, fit, speck, patchBox} from '../draw/paint.js';
import {within} from '../page/dom.js';
import {tellPlace, walking} from '../page/walking.js';
import {clamp} from '../record/grid.js';
import {markChosen} from './chosen.js';
import {secondsShort} from './words.js';
import {isSimilarity, shotOf} from './look.js';

const LEAST = 56; // px of a frame's width
const LARGEST = 96;
const GAP = 4;
const LABEL = 15;

export class Strip {
  atlas = new Atlas();
  /** @type {Map<string, HTMLImageElement>} */ pictures = new Map();
  g = {count: 0, across: 0, down: 0};

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {HTMLElement} box that scrolls
   */
  constructor(canvas, box) {
    this.canvas = canvas;
    this.box = box;
  }

  measure({count, meta}) {
    const [height, width] = meta.shape;
    const room = (this.box.clientWidth - GAP * (count - 1)) / count;
    const across = clamp(Math.floor(room), LEAST, LARGEST);
    const down = Math.round((across * height) / width);
    this.g = {count, across, down};
    this.canvas.style.width = `${count * (across + GAP) - GAP}px`;
    this.canvas.style.height = `${down + LABEL}px`;
  }

  /** A click on a frame and the arrow keys call `show(frame)`. */
  choosing(s, show) {
    const {canvas} = this;
    canvas.addEventListener('click', event => {
      const [x] = within(event, canvas);
      show(clamp(Math.floor(x / (this.g.across + GAP)), 0, this.g.count - 1));
    });
    walking(canvas, {move: (down, right) => show(clamp(s.at + down + right, 0, this.g.count - 1))});
  }

  draw(s, palette) {
    const {reel, at} = s;
    const {count, across, down} = this.g;
    const context = fit(this.canvas, count * (across + GAP) - GAP, down + LABEL);
    context.clearRect(0, 0, count * (across + GAP), down + LABEL);
    context.font = palette.font;
    context.textAlign = 'center';
    for (let i = 0; i < count; i++) this.tile(context, {...s, at: i, reel}, i === at, palette);
    const name = secondsShort(reel.facts.frames[at].seconds);
    if (this.canvas.matches('[role=slider]')) tellPlace(this.canvas, {at, count, text: name});
    this.follow(at);
  }

  tile(context, s, chosen, palette) {
    const {across, down} = this.g;
    const {reel, at} = s;
    const box = [at * (across + GAP), 0, across, down];
    this.picture(context, s, box, palette);
    this.cover(context, s, box);
    const way = reel.way?.places[at];
    if (way !== undefined) speck(context, patchBox(way, reel.meta, box), 4);
    if (chosen) {
      markChosen(context, box, palette);
    }
    context.fillStyle = chosen ? palette.ink : palette.ink3;
    context.fillText(secondsShort(reel.facts.frames[at].seconds), box[0] + across / 2, down + 12);
  }

  /** The picture of a frame, fetched when it is first needed. */
  picture(context, {reel, at}, /** @type {number[]} */ [x, y, width, height], palette) {
    const url = reel.thumbnail(at);
    let image = this.pictures.get(url);
    if (!image) {
      if (this.pictures.size > 4 * this.g.count) this.pictures.clear();
      image = new Image();
      image.src = url;
      image.addEventListener('load', () => this.came());
      this.pictures.set(url, image);
    }
    context.fillStyle = palette.raised;
    context.fillRect(x, y, width, height);
    if (!image.complete || !image.naturalWidth) return;
    context.save();
    context.filter = 'grayscale(1)';
    context.translate(x, y);
    drawSeen(context, image, reel.meta, width, height);
    context.restore();
  }

  /** Is called when a picture came. */
  came() {}

  /** The map of a frame over its picture. */
  cover(context, s, box) {
    const shot = shotOf(s);
    if (shot.missing) return;
    this.atlas.begin(1, 1, shot.meta);
    const map = isSimilarity(s) ? shot.map : colormap(s.colormap);
    this.atlas.putOver(shot.values, shot.meta.prefix, shot.scale.unit, map, s.opacity, shot.signed);
    this.atlas.end();
    this.atlas.draw(context, 0, 0, box, s.smooth);
  }

  /** Keeps the frame in sight inside the box. */
  follow(at) {
    const {across} = this.g;
    const left = at * (across + GAP);
    const {scrollLeft, clientWidth} = this.box;
    if (left < scrollLeft) this.box.scrollLeft = left;
    else if (left + across > scrollLeft + clientWidth)
      this.box.scrollLeft = left + across - clientWidth;
  }
}
