// The paper page: figures 6 and 7 of the ViT paper for the current model and picture, drawn as in
// the paper, and their files.
import {number, percent} from '../../record/figures.js';
import {colormap} from '../../draw/colormap.js';
import {fit} from '../../draw/paint.js';
import {drawSeen} from '../../draw/picture.js';
import {Legend} from '../../draw/legend.js';
import {dataOf, parts, reveal, say} from '../../page/dom.js';
import {download} from '../../page/download.js';
import {POINT, pointing} from '../../page/pointing.js';
import {tellPlace, walking} from '../../page/walking.js';
import {routes} from '../../record/contract.js';
import {get} from '../../record/decode.js';
import {robustTop} from '../../record/robust.js';
import {linearScale, signedScale} from '../../record/scale.js';
import {Distances} from './distances.js';
import {FilterSheet} from '../filters/sheet.js';
import {TileSheet} from '../similarity/sheet.js';

const VIRIDIS = 'viridis'; // the colours of the paper's figure 7
const CONFIRMED = 2500; // ms that a confirmation stays

export class Paper {
  static key = 'paper';
  static title = 'Figures of the paper';

  at = null; // {part, place} under the pointer
  palette = null;
  timer = null; // of the confirmation

  constructor(page) {
    const find = name => parts(page.element)(`paper-${name}`);
    this.page = page;
    this.find = find;
    this.filters = new FilterSheet(find('filters'));
    this.legend = new Legend(find);
    this.sheet = new TileSheet(find('tiles'));
    this.distances = new Distances(find('distances'));
    this.wire();
  }

  wire() {
    const {find, page} = this;
    const over = (part, view) => {
      const hover = place => {
        this.at = place === null ? null : {part, place};
        if (this.ready(page.state)) page.redraw('mark');
      };
      pointing(find(part), event => (this.ready(page.state) ? view.hit(event) : null), {
        hover,
        pin: hover,
        ask: hover,
      });
      walking(find(part), {
        move: (down, right) => {
          if (!this.ready(page.state)) return;
          hover(this.at?.part === part ? view.next(this.at.place, down, right) : 0);
        },
      });
      find(part).addEventListener('blur', () => hover(null));
    };
    over('filters', this.filters);
    over('tiles', this.sheet);
    over('distances', this.distances);
    find('saves').addEventListener('click', event => {
      const {file} = dataOf(event, '[data-file]');
      if (file && this.ready(page.state)) this.save(file);
    });
  }

  async save(file) {
    const {url, signal} = this.page.state.inquiry.record;
    const [figure, format] = file.split('.');
    const reply = get(routes.paperFigure(url, Number(figure), format), signal);
    const saved = reply.then(body => download(body, file));
    if (!(await this.page.during(saved))) return;
    say(this.find('saved'), `Saved: figure ${file}.`);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => say(this.find('saved'), ''), CONFIRMED);
  }

  async open({inquiry}) {
    this.at = null;
    await this.page.during(inquiry.loadPaper());
  }

  ready({inquiry}) {
    return Boolean(inquiry?.paper);
  }

  // ---- frames

  measure({inquiry, meta}) {
    const {find} = this;
    const given = Boolean(inquiry.field);
    find('tiles').hidden = find('scale').hidden = !given;
    reveal(find('none'), given ? null : inquiry.facts.refusal);
    this.filters.measure(inquiry.filters.get(meta.patch).count);
    this.sheet.measure(meta);
    this.distances.measure();
  }

  paint(s, palette) {
    const {inquiry, meta} = s;
    const {paper, field} = inquiry;
    const {find} = this;
    this.picture(s, find('input'));
    this.masked(s, find('masked'));
    this.filters.paint(inquiry.filters.get(meta.patch));
    if (field) {
      const scale = signedScale();
      const map = colormap(VIRIDIS);
      this.sheet.paint(field.at(meta.rows, meta.cols), {unit: scale.unit, map});
      this.legend.draw({scale, map, values: [0], at: 0, beyond: 0});
    }
    this.palette = palette;
    say(find('recipe6'), paper.recipes['6']);
    say(find('recipe7'), paper.recipes['7']);
    say(find('model'), meta.title);
  }

  /** Draws the picture in colour over a whole canvas. @returns {[any, number, number] | null} */
  picture({art, meta}, canvas) {
    const width = canvas.clientWidth;
    const height = (width * meta.shape[0]) / meta.shape[1];
    canvas.style.height = `${height}px`;
    if (!(width > 0 && height > 0)) return null;
    const context = fit(canvas, width, height);
    context.clearRect(0, 0, width, height);
    drawSeen(context, art.colour, meta, width, height);
    return [context, width, height];
  }

  /** The picture times its rollout as a share of its robust top, smoothed. */
  masked(s, canvas) {
    const {meta} = s;
    const drawn = this.picture(s, canvas);
    if (!drawn) return;
    const [context, width, height] = drawn;
    const {rows, cols} = meta;
    const values = s.inquiry.paper.heat;
    const {unit} = linearScale(robustTop([values], 0), 1);
    const mask = document.createElement('canvas');
    Object.assign(mask, {width: cols, height: rows});
    const pixels = mask.getContext('2d');
    const image = pixels.createImageData(cols, rows);
    values.forEach((value, i) => {
      const level = unit(value) * 255;
      image.data.set([level, level, level, 255], 4 * i);
    });
    pixels.putImageData(image, 0, 0);
    context.globalCompositeOperation = 'multiply';
    context.imageSmoothingQuality = 'low'; // bilinear
    context.drawImage(mask, 0, 0, width, height);
    context.globalCompositeOperation = 'source-over';
  }

  mark(s) {
    const {paper, field} = s.inquiry;
    const here = part => (this.at?.part === part ? this.at.place : null);
    this.filters.mark(here('filters'));
    if (field) this.sheet.mark(here('tiles'));
    this.distances.draw(paper, here('distances'), this.palette);
    this.tell(s);
  }

  /** What the pointer or the arrow keys have reached, as the value of its canvas. */
  tell(s) {
    const counts = {
      filters: this.filters.count,
      tiles: s.meta.rows * s.meta.cols,
      distances: this.distances.places.length,
    };
    for (const [part, count] of Object.entries(counts)) {
      const here = this.at?.part === part;
      const text = here ? this.line(s) : 'none chosen';
      tellPlace(this.find(part), {at: here ? this.at.place : 0, count, text});
    }
  }

  line({inquiry, meta}) {
    const {at} = this;
    if (!at) return `${POINT[0].toUpperCase()}${POINT.slice(1)} a filter, a tile or a dot`;
    if (at.part === 'filters') {
      const share = inquiry.filters.get(meta.patch).shares[at.place];
      return `Filter ${at.place + 1}: ${percent(share)} of variance`;
    }
    if (at.part === 'tiles') {
      const row = Math.floor(at.place / meta.cols);
      const col = at.place % meta.cols;
      return `Position (${row}, ${col}) and all others; in Positions it is large`;
    }
    const {layer, head, value} = this.distances.at(inquiry.paper, at.place);
    return `L${layer + 1} H${head + 1}: mean attention distance ${number(value)} px`;
  }
}
