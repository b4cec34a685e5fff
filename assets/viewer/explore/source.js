// The upload with the frame of what the model sees: it can be moved where something is cut off.
import {channel} from '../page/channel.js';
import {parts, say} from '../page/dom.js';
import {pageState} from '../state/page.js';
import {cropAt, cropText, isFree, patchOnUpload, pushed, slack, snapped} from './framing.js';
import {isPatch} from '../record/grid.js';
import {fit} from '../draw/paint.js';

const LARGEST = 112; // px of the upload's longer side
const NEAR = 2; // px of the page from the middle that snap to it
const REST = 400; // ms after the last arrow key
const ARROWS = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]};
const STEP = 0.02;
const LEAP = 0.1; // of the picture's longer side: an arrow, with Shift

export function mount({element, trigger}) {
  const source = new Source(parts(element), trigger);
  pageState.know('pass', picture => source.show(picture));
  channel.follow('frame', ({query}) => {
    if (query !== source.query) source.mark(query);
  });
  channel.tell('watching');
}

/** How to open a picture, how much of this one the model sees, and how it is fitted. */
export function mountHint({element, trigger}) {
  const find = parts(element);
  const select = find('fit');
  pageState.know('pass', ({meta}) => {
    const {fit: chosen, down, right} = meta.framing;
    const moved = Boolean(down || right);
    say(find('seen'), cropText(meta));
    find('moved').hidden = find('moved').disabled = !moved;
    select.value = moved ? 'moved' : chosen;
  });
  select.addEventListener('change', () => {
    channel.tell('asked');
    trigger('frame', {fit: select.value, down: 0, right: 0});
  });
}

class Source {
  place = [0, 0]; // where the frame is drawn, [down, right] from -1 to 1
  drag = null; // {x, y, place} where the pointer was pressed
  meta = null;
  query = 0;
  timer = 0;

  constructor(find, trigger) {
    this.find = find;
    this.trigger = trigger;
    this.canvas = find('source');
    this.frame = find('frame');
    const {frame} = this;
    frame.addEventListener('pointerdown', event => this.take(event));
    frame.addEventListener('pointermove', event => this.pull(event));
    frame.addEventListener('pointerup', () => this.release());
    frame.addEventListener('pointercancel', () => this.giveUp());
    frame.addEventListener('dblclick', () => {
      this.move([0, 0]);
      this.commit();
    });
    frame.addEventListener('keydown', event => this.press(event));
  }

  show({art, meta}) {
    const {down, right} = meta.framing;
    this.meta = meta;
    this.place = [down, right];
    this.drag = null;
    clearTimeout(this.timer);
    this.draw(art.colour);
    this.lay(meta.crop);
    this.mark(this.query);
    const free = isFree(meta);
    this.frame.tabIndex = free ? 0 : -1;
    this.frame.classList.toggle('is-free', free);
    this.frame.setAttribute('aria-disabled', String(!free));
    this.frame.title = free ? 'Drag to move what the model sees; double-click for the middle' : '';
  }

  draw(picture) {
    const {
      canvas,
      meta: {source, picture_name: name},
    } = this;
    const longest = Math.max(...source);
    const [height, width] = source.map(side => side / longest);
    over(this.find('box'), [0, 0, width, height]);
    const context = fit(canvas, Math.max(1, LARGEST * width), Math.max(1, LARGEST * height));
    context.imageSmoothingQuality = 'high';
    context.drawImage(picture, 0, 0, LARGEST * width, LARGEST * height);
    canvas.setAttribute('aria-label', `${name || 'The picture'}: ${cropText(this.meta)}`);
  }

  /** Puts the frame over a part of the upload; what is outside the picture is not drawn. */
  lay(/** @type {number[]} */ [left, top, width, height]) {
    const {
      meta: {
        source: [tall, wide],
      },
      frame,
    } = this;
    const x = Math.max(0, left / wide);
    const y = Math.max(0, top / tall);
    const right = Math.min(1, (left + width) / wide);
    const bottom = Math.min(1, (top + height) / tall);
    over(frame, [x, y, right - x, bottom - y]);
    const [down, across] = this.place;
    const [below, beside] = slack(this.meta);
    frame.setAttribute('aria-valuenow', String(Math.round(100 * (beside > below ? across : down))));
    frame.setAttribute(
      'aria-valuetext',
      `${Math.round(left)} px from the left, ${Math.round(top)} px from the top`,
    );
  }

  /** Shows the query patch on the upload. */
  mark(query) {
    this.query = query;
    const {meta} = this;
    const patch = this.find('patch');
    patch.hidden = !(meta && query < meta.tokens && isPatch(query, meta));
    if (patch.hidden) return;
    const [left, top, width, height] = patchOnUpload(query, meta);
    const [tall, wide] = meta.source;
    over(patch, [left / wide, top / tall, width / wide, height / tall]);
  }

  /** Moves the frame, and with it the picture on the stage; sends no request. */
  move(place) {
    if (place.every((at, axis) => at === this.place[axis])) return;
    this.place = place;
    const crop = cropAt(place, this.meta);
    this.lay(crop);
    this.find('patch').hidden = true;
    channel.tell('placing', crop);
  }

  /** The place is chosen: sends a request, unless it is where the frame was. */
  commit() {
    clearTimeout(this.timer);
    const [down, right] = this.place;
    const {framing} = this.meta;
    if (down === framing.down && right === framing.right) channel.tell('placing', null);
    else {
      channel.tell('asked');
      this.trigger('frame', {fit: 'crop', down, right});
    }
  }

  take(event) {
    if (!this.meta || !isFree(this.meta) || event.button) return;
    this.frame.setPointerCapture(event.pointerId);
    this.drag = {x: event.clientX, y: event.clientY, place: this.place};
  }

  pull(event) {
    if (!this.drag) return;
    const {
      drag: {x, y, place},
      meta,
    } = this;
    const {width} = this.canvas.getBoundingClientRect();
    const pixel = meta.source[1] / width; // px of the upload in one of the page
    const by = [(event.clientY - y) * pixel, (event.clientX - x) * pixel];
    this.move(snapped(pushed(place, by, meta), NEAR * pixel, meta));
  }

  release() {
    if (!this.drag) return;
    const moved = this.drag.place !== this.place;
    this.drag = null;
    if (moved) this.commit();
  }

  giveUp() {
    if (!this.drag) return;
    this.move(this.drag.place);
    this.drag = null;
    channel.tell('placing', null);
  }

  press(event) {
    if (event.key === 'Escape' && this.drag) {
      this.giveUp();
      event.stopPropagation();
    }
    const way = ARROWS[event.key];
    if (!way || !isFree(this.meta)) return;
    event.preventDefault();
    const by = Math.max(...this.meta.source) * (event.shiftKey ? LEAP : STEP);
    this.move(
      pushed(
        this.place,
        way.map(step => step * by),
        this.meta,
      ),
    );
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.commit(), REST);
  }
}

/** Lays a node over a part of its box, [left, top, width, height] as shares. */
function over(node, shares) {
  const [left, top, width, height] = shares.map(share => `${share * 100}%`);
  Object.assign(node.style, {left, top, width, height});
}
