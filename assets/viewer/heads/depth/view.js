// What Depth shows for one state: three films, two curves, and the frame in hand on the picture.
import {Legend} from '../../draw/legend.js';
import {Plate} from '../../draw/plate.js';
import {bar, probability} from '../../screen/bars.js';
import {chips} from '../../screen/chips.js';
import {Film} from '../../screen/film.js';
import {el, press, refill, reveal, say} from '../../page/dom.js';
import {isPatch, nameOf, phraseOf} from '../../record/grid.js';
import {countAbove, peak} from '../../record/measures.js';
import {LensCurve, RatioCurve} from './curves.js';
import {frameOf, looksOf, spanOf, stripOf} from './films.js';

const LISTED = 5;
const BESIDE = 14; // layers whose classes have room below the curve
const BRANCHES = ['attention', 'MLP'];

export class DepthView {
  constructor(section) {
    const {find} = section;
    const film = name => new Film(find(`film-${name}`));
    Object.assign(this, {
      section,
      plate: new Plate(find('picture')),
      legend: new Legend(find),
      films: {lens: film('lens'), field: film('field'), ratio: film('ratio')},
      curve: new LensCurve(find('curve')),
      ratios: new RatioCurve(find('ratios')),
    });
  }

  open(meta) {
    const group = this.section.find('chips');
    chips(group, meta);
    group.querySelector('[data-to="-1"]')?.remove(); // no token stands for all that is read
  }

  measure(meta) {
    this.plate.measure(meta);
    for (const [name, film] of Object.entries(this.films)) {
      film.measure(meta, spanOf(name, meta.layers)[1]);
    }
    for (const one of [this.curve, this.ratios]) one.measure();
  }

  // ---- what a film shows

  /** The values of a film [count, P], null while they are not here. */
  valuesOf(name) {
    const {lenses, target, read, field, ratios, branch, meta} = this.section;
    if (name === 'lens') return lenses.get(target?.index)?.[read] ?? null;
    if (name === 'field') return field?.shares ?? null;
    return ratios && patchesOf(ratios, branch, meta);
  }

  /** How many frames of a film are here: a field comes one after the other. */
  known(name) {
    return name === 'field' ? (this.section.field?.known ?? 0) : Infinity;
  }

  /** One film: its values, how it is coloured, and the frame in hand of it. */
  shot(name) {
    const {read, meta} = this.section;
    const patches = meta.rows * meta.cols;
    const values = this.valuesOf(name);
    return {values, patches, look: values && looksOf(name, read, values, patches)};
  }

  paint(s, palette) {
    const {section} = this;
    const {meta, film, at, told, target, classes, token, find} = section;
    this.shots = Object.fromEntries(Object.keys(this.films).map(name => [name, this.shot(name)]));
    press(section.page.element, 'read', section.read);
    press(section.page.element, 'branch', section.branch);
    press(section.page.element, 'query', isPatch(token, meta) ? 'patch' : token);
    say(find('patch'), isPatch(token, meta) ? `Patch ${nameOf(token, meta)}` : 'Patch');
    reveal(find('told'), told && `${told} Receptive fields and norm ratios need none.`);
    for (const name of ['lens', 'bars']) find(name).hidden = !classes;
    if (classes) this.lens(palette, target, at);
    const {field} = section;
    const whose = field ? ` of ${phraseOf(field.token, meta)}` : '';
    say(find('field-title'), `Effective receptive field${whose}`);
    for (const [name, one] of Object.entries(this.films)) this.film(s, name, one, palette);
    say(find('ratio-key'), ratioKey(meta));
    if (section.ratios)
      this.ratios.draw(
        branchOf(section.ratios, section.branch, meta),
        meta,
        Math.max(1, at),
        palette,
      );
    this.picture(s, film);
  }

  film(s, name, film, palette) {
    const {section} = this;
    const {values, look, patches} = this.shots[name];
    const {meta} = section;
    const asked = name === 'field' && section.field ? section.field.token : -1;
    const first = spanOf(name, meta.layers)[0];
    const here = section.film === name && section.at >= first;
    const chosen = here ? section.at : null;
    film.draw(
      {trace: {meta}, smooth: false},
      stripOf(name, values, {
        look,
        chosen,
        asked,
        layers: meta.layers,
        patches,
        known: this.known(name),
      }),
      palette,
    );
  }

  lens(palette, {index, name}, at) {
    const {section} = this;
    const {
      classes: {names, p},
      find,
    } = section;
    const whole = section.lenses.get(index)?.whole;
    const order = [...p.keys()].sort((a, b) => p[b] - p[a]).slice(0, LISTED);
    if (!order.includes(index)) order[LISTED - 1] = index;
    refill(
      find('bars'),
      order.map(i => {
        const line = bar({index: i, name: names[i], p: p[i]}, i === index);
        line.firstElementChild.setAttribute('aria-pressed', String(i === index));
        return line;
      }),
    );
    say(find('lens-title'), `Logit lens: probability of ${name} after each layer`);
    if (!whole) return;
    this.curve.draw(whole, name, at, palette);
    this.tops(whole.top, index, at);
  }

  /** The class that each layer's readout would answer. */
  tops(top, index, at) {
    const list = this.section.find('tops');
    list.style.setProperty('--count', top.length);
    list.classList.toggle('is-many', top.length > BESIDE);
    refill(
      list,
      top.map((row, l) => {
        const line = el('li');
        const button = el('button', row.index === index ? 'is-asked' : '');
        button.type = 'button';
        button.dataset.at = l;
        button.setAttribute('aria-pressed', String(l === at));
        button.append(
          el('span', 'av-deep-layer', l ? `L${l}` : 'in'),
          el('span', 'av-deep-name', row.name),
          el('span', '', probability(row.p)),
        );
        button.title = `${row.name} ${probability(row.p)}`;
        line.append(button);
        return line;
      }),
    );
  }

  // ---- the frame in hand

  picture(s, film) {
    const {section} = this;
    const {meta} = section;
    const {values, look, patches} = this.shots[film];
    const first = spanOf(film, meta.layers)[0];
    const at = Math.max(first, section.at) - first;
    this.map = null;
    if (values && at < this.known(film)) {
      this.map = new Float32Array(meta.tokens);
      this.map.set(frameOf(values, at, patches), meta.prefix);
    }
    const view = this.map && {
      values: this.map,
      scale: {...look.scale, signed: look.signed},
      map: look.map,
    };
    this.plate.paint({...s, opacity: 0.82, smooth: false, grid: true}, [view]);
    say(section.find('title'), this.title(film, at + first));
  }

  title(film, at) {
    const {target, branch} = this.section;
    const layer = at ? `Layer ${at}` : 'Embedding';
    if (film === 'lens') return `${layer}, logit lens${target ? ` of ${target.name}` : ''}`;
    return film === 'field'
      ? `${layer}, receptive field`
      : `${layer}, norm ratio of ${BRANCHES[branch]}`;
  }

  mark(s) {
    const {section} = this;
    const {meta, hover, film, token} = section;
    const {look} = this.shots?.[film] ?? {};
    if (!this.shots) return;
    const own = film === 'field' && isPatch(token, meta) ? token : null;
    const cursor = hover ?? own;
    const {map} = this;
    const top = map && peak(map, meta.prefix);
    this.plate.mark({...s, bare: s.bare}, cursor, top);
    this.read = map && (hover ?? top);
    if (!map) return;
    const limit = look.scale.top * 1.000001;
    this.legend.draw({
      scale: look.scale,
      map: look.map,
      values: map,
      at: this.read,
      beyond: countAbove(map, meta.prefix, limit),
      itself: false,
    });
    say(
      section.find('where'),
      `${hover === null ? 'peak ' : ''}${nameOf(this.read, meta)}: ` + look.write(map[this.read]),
    );
  }

  line() {
    const {section, map, read} = this;
    if (!map || read === null || !this.shots) return '';
    const {meta, film} = section;
    const first = spanOf(film, meta.layers)[0];
    const whose = film === 'field' ? ` of ${phraseOf(section.field.token, meta)}` : '';
    return (
      `${this.title(film, Math.max(first, section.at))}${whose} at ${nameOf(read, meta)}: ` +
      this.shots[film].look.write(map[read])
    );
  }
}

/** What the lines of the ratios' plot are. */
function ratioKey({prefix, prefix_names: names}) {
  const apart = prefix
    ? `; coloured: the ${names[0]}${prefix > 1 ? ', dashed: the registers' : ''}`
    : '';
  return `Black: median of the patches, dotted: 10 and 90 %${apart}.`;
}

/** One branch's ratios [L, N] of [L, 2, N], and its patches' alone [L, P]. */
function branchOf(ratios, branch, {layers, tokens}) {
  const made = new Float32Array(layers * tokens);
  for (let l = 0; l < layers; l++) {
    const from = (2 * l + branch) * tokens;
    made.set(ratios.subarray(from, from + tokens), l * tokens);
  }
  return made;
}

function patchesOf(ratios, branch, {layers, tokens, prefix}) {
  const made = new Float32Array(layers * (tokens - prefix));
  for (let l = 0; l < layers; l++) {
    const from = (2 * l + branch) * tokens;
    made.set(ratios.subarray(from + prefix, from + tokens), l * (tokens - prefix));
  }
  return made;
}
