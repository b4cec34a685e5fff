// The frame of a film that is in sight, on the picture, with its legend and its texts.
import {Legend} from '../../draw/legend.js';
import {Plate} from '../../draw/plate.js';
import {say} from '../../page/dom.js';
import {isPatch, nameOf, phraseOf} from '../../record/grid.js';
import {countAbove, peak} from '../../record/measures.js';
import {frameOf, spanOf} from './films.js';
import {BRANCHES} from './ratios.js';

export class DepthPicture {
  map = null; // [N] of the frame in sight, null while it is not here
  look = null; // how it is coloured
  at = 0; // the frame
  read = null; // the token whose value is in the texts

  constructor(section) {
    this.section = section;
    this.plate = new Plate(section.find('picture'));
    this.legend = new Legend(section.find);
  }

  measure(meta) {
    this.plate.measure(meta);
  }

  /** Draws the frame in sight of a `shot`: {values [count, P] or null, look, known}. */
  paint(s, {values, look, known}) {
    const {section} = this;
    const {meta, film} = section;
    const [first] = spanOf(film, meta.layers);
    const patches = meta.rows * meta.cols;
    this.at = Math.max(first, section.at);
    this.look = look;
    this.map = null;
    if (values && this.at - first < known) {
      this.map = new Float32Array(meta.tokens);
      this.map.set(frameOf(values, this.at - first, patches), meta.prefix);
    }
    const view = this.map && {
      values: this.map,
      scale: {...look.scale, signed: look.signed},
      map: look.map,
    };
    this.plate.paint({...s, opacity: 0.82, smooth: false, grid: true}, [view]);
    say(section.find('title'), this.title());
    if (!this.map) say(section.find('where'), this.absence());
    section.find('needle').hidden = !this.map;
  }

  /** Why the frame in sight is not here. */
  absence() {
    const {film, errand} = this.section;
    return film === 'field' && !errand.busy ? 'not computed' : 'being computed';
  }

  title() {
    const {target, branch, film} = this.section;
    const layer = this.at ? `Layer ${this.at}` : 'Embedding';
    if (film === 'lens') return `${layer}, logit lens${target ? ` of ${target.name}` : ''}`;
    return film === 'field'
      ? `${layer}, receptive field`
      : `${layer}, norm ratio of ${BRANCHES[branch]}`;
  }

  /** The cursor, and the value there; without a cursor the peak and its value. */
  mark(s) {
    const {map} = this;
    const {meta, hover, film, token} = this.section;
    const own = film === 'field' && isPatch(token, meta) ? token : null;
    const top = map && peak(map, meta.prefix);
    this.plate.mark(s, hover ?? own, top);
    this.read = map && (hover ?? top);
    if (map) this.explain(hover === null);
  }

  /** Legend and text of the value at `read`. */
  explain(isPeak) {
    const {section, map, read, look} = this;
    const {meta} = section;
    const limit = look.scale.top * 1.000001;
    this.legend.draw({
      scale: look.scale,
      map: look.map,
      values: map,
      at: read,
      beyond: countAbove(map, meta.prefix, limit),
      itself: false,
    });
    const place = `${isPeak ? 'peak ' : ''}${nameOf(read, meta)}`;
    say(section.find('where'), `${place}: ${look.write(map[read])}`);
  }

  line() {
    const {map, read, look} = this;
    if (!map || read === null) return '';
    const {meta, film, field} = this.section;
    const whose = film === 'field' ? ` of ${phraseOf(field.token, meta)}` : '';
    return `${this.title()}${whose} at ${nameOf(read, meta)}: ${look.write(map[read])}`;
  }
}
