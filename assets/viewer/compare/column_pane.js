// One column on the page: its picture and the figures under it.
import {SIGNED, colormap} from '../draw/colormap.js';
import {button, el, parts, reveal, say} from '../page/dom.js';
import {waitingAt} from '../page/errand.js';
import {nameOf} from '../record/grid.js';
import {KINDS} from './kinds.js';
import {Atlas, fit, ramp} from '../draw/paint.js';
import {drawSeen} from '../draw/picture.js';
import {isLong, needs} from '../record/patch_sizes.js';
import {Picture} from './column_picture.js';
import {
  adds,
  bytes,
  count,
  duration,
  durations,
  fixed,
  number,
  percent,
  probability,
  times,
} from '../record/figures.js';

const ONLY_LIVE = ['fixed', 'live', 'curve'];
const NOT_LIVE = ['patch', 'remove', 'difference', 'measures'];
const NAMELESS = 'These weights name no classes.';

export class Pane {
  result = null; // the reply whose predictions and costs are written
  map = ''; // the colour map of the scale

  constructor(template, {live}) {
    this.root = template.content.firstElementChild.cloneNode(true);
    this.find = parts(this.root);
    this.canvas = this.find('eye');
    this.live = live;
    this.picture = new Picture(this.canvas);
    this.apart = new Atlas();
    this.small = [0, 0]; // CSS px of the difference
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
    this.picture.measure();
    this.small = [this.find('difference').clientWidth, this.find('difference').clientHeight];
    this.map = '';
  }

  /** Draws the colour scale and its ends, where it changed. */
  colour({map, scale: {lowText, topText, unitText = ''}, plain}) {
    const name = `${plain ? 'none' : map.name} ${lowText} ${topText} ${unitText}`;
    if (this.map === name) return;
    this.map = name;
    const canvas = this.find('ramp');
    ramp(canvas, map);
    say(this.find('least'), lowText);
    say(this.find('most'), topText);
    this.find('range-box').classList.toggle('is-void', Boolean(plain));
    this.find('needle').hidden = !topText;
    canvas.setAttribute('aria-label', `Colour scale from ${lowText} to ${topText} ${unitText}`);
  }

  // ---- the figures that follow the cursor

  read(shot) {
    if (!shot) {
      say(this.texts.from, '');
      say(this.texts.peak, '');
      return;
    }
    const {meta, values, scale, kind} = shot;
    const {caption, figures = peakText} = KINDS[kind];
    const text = caption(shot);
    say(this.texts.from, shot.stale ? `${text}; click to choose a patch` : text);
    say(this.texts.peak, shot.missing ? 'being computed' : figures(shot));
    this.colour(shot);
    this.find('needle').style.left = `${scale.unit(values[shot.at]) * 100}%`;
    this.root.dataset.patch = shot.looked === null ? '' : nameOf(shot.looked, meta);
  }

  /** The difference from the live column, red for more here; without one, `why` there is none. */
  compare(match, shot, why = '') {
    reveal(this.find('apart'), why);
    for (const name of ['difference', 'measures']) {
      this.find(name).classList.toggle('is-void', !match);
    }
    if (!match) return;
    const {overlap, divergence, difference, full, grid} = match;
    const [width, height] = this.small;
    say(this.texts.overlap, fixed(overlap));
    say(this.texts.divergence, `${fixed(divergence)} bit`);
    say(this.texts.full, `± ${times(full)}×`);
    const context = fit(this.find('difference'), width, height);
    this.apart.begin(1, 1, grid);
    const unit = value => (value / full + 1) / 2; // where the maps agree, the picture stays
    this.apart.putOver(difference, 0, unit, colormap(SIGNED), 1, true, 0);
    this.apart.end();
    drawSeen(context, shot.art.grey, {...shot.meta, crop: grid.crop}, width, height);
    this.apart.draw(context, 0, 0, [0, 0, width, height], false);
  }

  // ---- what changes with the reply only

  describe(column) {
    const {result, waiting, error} = column;
    const {root} = this;
    root.toggleAttribute('data-waiting', waiting);
    root.classList.toggle('is-refused', Boolean(error));
    reveal(this.find('refusal'), error);
    if (!result) return;
    this.describeSize(column, result);
    this.describePass(column);
    if (this.result !== result) this.writeResult(result);
    this.result = result;
    this.writeTime(result.cost);
    say(this.texts.distance, distanceOf(column));
    this.pressTarget(column);
    if (column.frame && !waiting && !error) root.dataset.ready = column.frame.result.meta.token;
    else delete root.dataset.ready;
  }

  /** The median of several passes and their range; a single pass is no figure to compare. */
  writeTime({milliseconds, tokens, times: known}) {
    const timed = Boolean(known?.median);
    const once = known || isLong(tokens) ? `${duration(milliseconds)} once` : 'being timed';
    say(this.find('forward'), timed ? duration(known.median) : once);
    say(this.find('range'), timed ? durations(known.low, known.high) : '');
  }

  /** The patch size and the grid, in words and for screen readers. */
  describeSize({patch}, {meta, measures, fidelity, free}) {
    const {find, root} = this;
    root.style.setProperty('--aspect', String(meta.shape[1] / meta.shape[0]));
    say(find('fixed'), `${patch} px`);
    say(find('cells'), `${meta.rows} × ${meta.cols} patches`);
    say(find('trained'), trainedText(meta, measures));
    say(find('fidelity'), fidelityText(fidelity));
    say(find('sees'), free && !meta.trained ? `sees ${meta.input.join(' × ')} px` : '');
    root.classList.toggle('is-untrained', !meta.trained);
    this.canvas.setAttribute(
      'aria-label',
      `${meta.picture_name || 'Picture'} in patches of ` +
        `${meta.patch} pixels; arrow keys move the shared cursor, Escape lets it go`,
    );
    root.setAttribute('aria-label', `${this.live ? 'Live column' : 'Column'}, ${meta.patch} px`);
  }

  /** How far a long pass is. */
  describePass({progress, patch, timed}) {
    const {find} = this;
    find('long').hidden = !progress;
    if (!progress) return;
    const {done, total, place} = progress;
    const size = this.result?.sizes.find(one => one.patch === patch);
    const about = size ? `, ${needs(size, timed)}` : '';
    const now = place ? waitingAt(place) : `block ${Math.min(done + 1, total)} of ${total}`;
    say(find('long-text'), `${patch} px${about}: ${now}`);
    find('long-fill').style.width = `${(100 * done) / total}%`;
  }

  /** Predictions and costs. */
  writeResult({top, none, cost, meta: {checkpoint}}) {
    const {find} = this;
    find('bars').replaceChildren(...top.map((row, i) => bar(row, i, checkpoint)));
    if (!top.length) find('bars').append(el('li', 'av-quiet-text', NAMELESS));
    reveal(find('none'), none ?? '');
    say(find('tokens'), count(cost.tokens));
    say(find('adds'), adds(cost.multiply_adds));
    say(find('recording'), bytes(cost.record_bytes));
    say(find('maps'), bytes(cost.map_bytes));
  }

  /** Marks the class of class-specific maps among the predictions. */
  pressTarget({state, target}) {
    const index = state.kind === 'relevance' ? target?.index : null;
    for (const row of this.find('bars').querySelectorAll('button')) {
      row.setAttribute('aria-pressed', String(Number(row.dataset.target) === index));
    }
  }
}

/** "here 3.1×, peak 5.2× uniform". */
function peakText({meta, values, probe, top}) {
  const multiple = j => `${times(values[j] * meta.tokens)}×`;
  return `${probe === null ? '' : `here ${multiple(probe)}, `}peak ${multiple(top)} uniform`;
}

function trainedText({trained}, measures) {
  if (trained) return 'trained size';
  const error = measures?.response_error;
  return error ? `not trained, kernel error ${percent(error)}` : 'not trained';
}

/** "cosine 0.991, maps 0.92 against 14 px". */
function fidelityText(fidelity) {
  if (!fidelity) return '';
  const {patch, cosine, correlation} = fidelity;
  const maps = correlation === null ? '' : `, maps ${fixed(correlation)}`;
  return `cosine ${fixed(cosine, cosine < 0.99 ? 2 : 3)}${maps} against ${patch} px`;
}

/** One class; a click makes it the target of class-specific maps. */
function bar({index, name, p}, i, checkpoint) {
  const item = el('li');
  const row = button(i ? 'av-mini-row' : 'av-mini-row is-first');
  const track = el('span', 'av-track');
  const fill = el('span', 'av-fill');
  row.title = `Show what is relevant for ${name}`;
  Object.assign(row.dataset, {target: index, name, checkpoint});
  fill.style.width = `${Math.max(0.4, p * 100)}%`;
  track.append(fill);
  row.append(el('span', 'av-pred-name', name), track, el('span', 'av-pred-p', probability(p)));
  item.append(row);
  return item;
}

/** Mean attention distance of the chosen head, or of all heads. */
function distanceOf({frame}) {
  const row = frame?.result.measures?.distances[frame.layer];
  if (!row) return '–';
  const mean = row.reduce((sum, d) => sum + d, 0) / row.length;
  return `${number(row[frame.head] ?? mean)} px`;
}
