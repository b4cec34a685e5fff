// One column on the page: the picture in its patches, the map, and the figures under it.
import {probability} from '../screen/bars.js';
import {QUERY, SIGNED, colormap} from '../draw/colormap.js';
import {el, parts, reveal, say, within} from '../page/dom.js';
import {patchAt, seenAt} from '../draw/eye.js';
import {isPatch, nameOf} from '../record/grid.js';
import {KINDS} from './kinds.js';
import {Atlas, dot, fit, frame, lattice, patchBox, ramp} from '../draw/paint.js';
import {drawSeen} from '../draw/picture.js';
import {adds, bytes} from './costs.js';
import {percent} from '../record/figures.js';

const OPACITY = 0.82;
const FADED = 0.4; // of the map; of the last one until the next is here
const ONLY_LIVE = ['fixed', 'live', 'curve'];
const NOT_LIVE = ['patch', 'remove', 'difference', 'measures'];
const NAMELESS = 'These weights name no classes.';
const CROWDED = 24; // patches across from which lines are thinner

export class Pane {
  constructor(template, {live}) {
    this.root = template.content.firstElementChild.cloneNode(true);
    this.find = parts(this.root);
    this.canvas = this.find('eye');
    this.live = live;
    this.atlas = new Atlas();
    this.ground = document.createElement('canvas');
    this.apart = new Atlas();
    this.size = [0, 0];
    this.texts = Object.fromEntries(
      ['from', 'peak', 'overlap', 'divergence', 'full', 'distance'].map(name => [
        name,
        this.find(name),
      ]),
    );
    this.root.classList.toggle('is-live', live);
    for (const name of live ? NOT_LIVE : ONLY_LIVE) this.find(name).hidden = true;
  }

  /** Reads the sizes of the boxes; only after a layout change, never while hovering. */
  measure() {
    this.size = [this.canvas.clientWidth, this.canvas.clientHeight];
    this.small = [this.find('difference').clientWidth, this.find('difference').clientHeight];
    this.grounded = null;
    ramp(this.find('ramp'), colormap('inferno'));
  }

  /** Fractions right and down of the picture under the pointer. */
  pointed(event) {
    const [x, y, width, height] = within(event, this.canvas);
    return [x / width, y / height];
  }

  // ---- the picture

  draw(shot, column, s) {
    const [width, height] = this.size;
    const context = fit(this.canvas, width, height);
    context.clearRect(0, 0, width, height);
    const art = shot?.art ?? column.result?.art;
    const meta = shot?.meta ?? column.result?.meta;
    if (!art || !width) return;
    context.drawImage(this.grey(art, meta, s), 0, 0, width, height);
    const box = [0, 0, width, height];
    const next = recut(column, meta);
    const grid = next ?? meta;
    if (shot && !shot.missing && !s.bare) this.cover(context, shot, s, box, next);
    if (s.grid || next) {
      const strength = (next ? 0.3 : 0.16) / (grid.cols > CROWDED ? 2 : 1);
      lattice(context, grid, box, `rgba(255,255,255,${strength})`);
    }
    if (shot && !s.bare) this.mark(context, shot, s, box, grid);
  }

  /** The ground of every frame: what the model sees, scaled once for a size of the canvas. */
  grey(art, meta, {bare}) {
    const {ground, canvas} = this;
    const name = [meta.token, canvas.width, canvas.height, bare].join();
    if (this.grounded !== name) {
      [ground.width, ground.height, this.grounded] = [canvas.width, canvas.height, name];
      const context = ground.getContext('2d');
      drawSeen(context, bare ? art.colour : art.grey, meta, ground.width, ground.height);
    }
    return ground;
  }

  cover(context, {meta, values, scale, map}, {smooth}, box, next) {
    this.atlas.begin(1, 1, meta);
    this.atlas.putOver(values, meta.prefix, scale.unit, map, next ? FADED : OPACITY, false);
    this.atlas.end();
    this.atlas.draw(context, 0, 0, box, smooth);
  }

  /** The cursor as a cross, its patch as a frame, and a dot on each patch beyond the scale. */
  mark(context, shot, {hover, pinned}, box, grid) {
    const {meta, values, limit} = shot;
    if (grid === meta && shot.beyond) {
      for (let j = meta.prefix; j < meta.tokens; j++) {
        if (values[j] > limit) dot(context, patchBox(j - meta.prefix, meta, box));
      }
    }
    const cursor = hover ?? pinned;
    const seen = cursor && seenAt(cursor, meta);
    if (seen) cross(context, seen, box);
    const width = grid.cols > CROWDED ? 2 : 2.5;
    for (const [at, colour] of framesOf(shot, {hover, pinned})) {
      const token = patchAt(at, {...meta, ...grid});
      if (token !== null) frame(context, patchBox(token - meta.prefix, grid, box), colour, width);
    }
  }

  // ---- the figures that follow the cursor

  read(shot) {
    if (!shot) {
      say(this.texts.from, '');
      say(this.texts.peak, '');
      return;
    }
    const {meta, values, scale, top, probe, kind} = shot;
    const multiple = j => times(values[j] * meta.tokens);
    say(this.texts.from, shot.stale ? 'click to ask from here' : KINDS[kind].asked(shot));
    say(
      this.texts.peak,
      shot.missing
        ? 'being computed'
        : `${probe === null ? '' : `here ${multiple(probe)}, `}peak ${multiple(top)} uniform`,
    );
    this.find('needle').style.left = `${scale.unit(values[shot.at]) * 100}%`;
    this.root.dataset.patch = shot.looked === null ? '' : nameOf(shot.looked, meta);
  }

  /** The difference from the live column, red for more here; `why` there is none. */
  compare(found, shot, why = '') {
    reveal(this.find('apart'), why);
    for (const name of ['difference', 'measures']) {
      this.find(name).classList.toggle('is-void', !found);
    }
    if (!found) return;
    const {overlap, divergence, difference, full, grid} = found;
    const [width, height] = this.small;
    say(this.texts.overlap, overlap.toFixed(2));
    say(this.texts.divergence, `${divergence.toFixed(2)} bit`);
    say(this.texts.full, `± ${times(full)}`);
    const context = fit(this.find('difference'), width, height);
    this.apart.begin(1, 1, grid);
    const unit = value => (value / full + 1) / 2; // where the maps agree, the picture stays
    this.apart.putOver(difference, 0, unit, colormap(SIGNED), 1, true, 0);
    this.apart.end();
    drawSeen(context, shot.art.grey, {...shot.meta, crop: grid.crop}, width, height);
    this.apart.draw(context, 0, 0, [0, 0, width, height], false);
  }

  // ---- what changes with the answer only

  describe(column) {
    const {result, waiting, error} = column;
    const {find, root} = this;
    root.toggleAttribute('data-waiting', waiting);
    root.classList.toggle('is-refused', Boolean(error));
    reveal(find('refusal'), error);
    if (!result) return;
    const {meta, measures} = result;
    root.style.setProperty('--aspect', String(meta.shape[1] / meta.shape[0]));
    say(find('fixed'), `${column.choice.patch} px`);
    say(find('cells'), `${meta.rows} × ${meta.cols} patches`);
    const off = measures?.response_error;
    const told = off ? `, kernel error ${percent(off)}` : '';
    say(find('trained'), meta.trained ? 'trained size' : `not trained${told}`);
    root.classList.toggle('is-untrained', !meta.trained);
    this.canvas.setAttribute(
      'aria-label',
      `${meta.picture_name || 'Picture'} in patches of ` +
        `${meta.patch} pixels; arrow keys move the shared cursor, Escape lets it go`,
    );
    root.setAttribute('aria-label', `${this.live ? 'Live column' : 'Column'}, ${meta.patch} px`);
    if (this.told !== result) this.tell(result);
    this.told = result;
    say(find('forward'), `${result.cost.milliseconds.toPrecision(3)} ms`);
    say(this.texts.distance, distanceOf(column));
    const aimed = column.state.kind === 'relevance' ? column.target?.index : null;
    for (const button of find('bars').querySelectorAll('button')) {
      button.setAttribute('aria-pressed', String(Number(button.dataset.target) === aimed));
    }
    if (column.frame && !waiting && !error) root.dataset.ready = column.frame.result.meta.token;
    else delete root.dataset.ready;
  }

  tell({top, cost, meta: {checkpoint}}) {
    const {find} = this;
    find('bars').replaceChildren(...top.map((row, i) => bar(row, i, checkpoint)));
    if (!top.length) find('bars').append(el('li', 'av-quiet-text', NAMELESS));
    say(find('tokens'), String(cost.tokens));
    say(find('adds'), adds(cost.multiply_adds));
    say(find('recording'), bytes(cost.record_bytes));
    say(find('maps'), bytes(cost.map_bytes));
  }
}

/** The grid on its way, where it is another one than that of the map. */
function recut(column, meta) {
  const {cut, waiting} = column;
  const other = cut && (cut.rows !== meta.rows || cut.cols !== meta.cols);
  return waiting && other ? cut : null;
}

/** [[cursor, colour]]: the patch that asks in cyan, one that is only read in white. */
function framesOf({query, meta}, {hover, pinned}) {
  const asking = pinned ?? hover;
  if (!asking) return [];
  if (!isPatch(query, meta)) return [[hover ?? pinned, '#fff']];
  return pinned && hover
    ? [
        [pinned, QUERY],
        [hover, '#fff'],
      ]
    : [[asking, QUERY]];
}

function cross(context, [right, down], [, , width, height]) {
  const x = Math.round(right * width) + 0.5;
  const y = Math.round(down * height) + 0.5;
  for (const [colour, o] of [
    ['rgba(0,0,0,.45)', 1],
    ['rgba(255,255,255,.75)', 0],
  ]) {
    context.strokeStyle = colour;
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x + o, 0);
    context.lineTo(x + o, height);
    context.moveTo(0, y + o);
    context.lineTo(width, y + o);
    context.stroke();
  }
}

/** One class; a click makes it the target of class-specific maps. */
function bar({index, name, p}, i, checkpoint) {
  const item = el('li');
  const row = el('button', i ? 'av-mini-row' : 'av-mini-row is-first');
  const track = el('span', 'av-track');
  const fill = el('span', 'av-fill');
  row.type = 'button';
  row.title = `Show what is relevant for ${name}`;
  Object.assign(row.dataset, {target: index, name, checkpoint});
  fill.style.width = `${Math.max(0.4, p * 100)}%`;
  track.append(fill);
  row.append(el('span', 'av-pred-name', name), track, el('span', 'av-pred-p', probability(p)));
  item.append(row);
  return item;
}

/** Mean attention distance of the head shown (of the mean of heads: the mean of theirs). */
function distanceOf({frame}) {
  const row = frame?.result.measures?.distances[frame.layer];
  if (!row) return '–';
  const mean = row.reduce((sum, d) => sum + d, 0) / row.length;
  return `${(row[frame.head] ?? mean).toFixed(0)} px`;
}

const times = value => `${value.toPrecision(value < 10 ? 2 : 3)}×`;
