// What Depth draws: three films, two curves, the classes, and the frame in sight on the picture.
import {bar} from '../../screen/bars.js';
import {probability} from '../../record/figures.js';
import {chips} from '../../screen/chips.js';
import {Film} from '../../screen/film.js';
import {button, el, press, refill, reveal, say} from '../../page/dom.js';
import {isPatch, nameOf, phraseOf} from '../../record/grid.js';
import {LensCurve, RatioCurve} from './curves.js';
import {shotOf, spanOf, stripOf} from './films.js';
import {DepthPicture} from './picture.js';
import {branchOf, ratioKey} from './ratios.js';

const LISTED = 5;
const QUICK = 800; // tokens up to which a field is there before its progress could be read
const BESIDE = 14; // layers whose classes have room below the curve

export class DepthView {
  drawn = false; // whether the picture has been drawn

  constructor(section) {
    const {find} = section;
    this.section = section;
    this.picture = new DepthPicture(section);
    this.films = {
      lens: new Film(find('film-lens')),
      field: new Film(find('film-field')),
      ratio: new Film(find('film-ratio')),
    };
    this.curve = new LensCurve(find('curve'));
    this.ratios = new RatioCurve(find('ratios'));
  }

  open(meta) {
    const group = this.section.find('chips');
    chips(group, meta);
    group.querySelector('[data-to="-1"]')?.remove(); // a field is of one token, never of all
  }

  measure(meta) {
    this.picture.measure(meta);
    for (const [name, film] of Object.entries(this.films)) {
      film.measure(meta, spanOf(name, meta.layers)[1]);
    }
    this.curve.measure();
    this.ratios.measure();
  }

  paint(s, palette) {
    const {section} = this;
    const {meta, at} = section;
    this.controls();
    if (section.classes) this.lens(palette);
    const shots = {};
    for (const [name, film] of Object.entries(this.films)) {
      shots[name] = shotOf(name, section);
      film.draw({trace: {meta}, smooth: false}, this.strip(name, shots[name]), palette);
    }
    if (section.ratios) {
      const ratios = branchOf(section.ratios, section.branch, meta);
      this.ratios.draw(ratios, meta, Math.max(1, at), palette);
    }
    this.picture.paint(s, shots[section.film]);
    this.drawn = true;
  }

  /** Buttons and texts beside the films. */
  controls() {
    const {meta, refusal, classes, token, field, find, page, read, branch} = this.section;
    const patch = isPatch(token, meta);
    press(page.element, 'read', read);
    press(page.element, 'branch', branch);
    press(page.element, 'query', patch ? 'patch' : token);
    say(find('patch'), patch ? `Patch ${nameOf(token, meta)}` : 'Patch');
    reveal(find('told'), refusal && `${refusal} Receptive fields and norm ratios need none.`);
    for (const name of ['lens', 'bars', 'lens-words']) find(name).hidden = !classes;
    this.work();
    const whose = field ? ` of ${phraseOf(field.token, meta)}` : '';
    say(find('field-title'), `Effective receptive field${whose}`);
    say(find('ratio-key'), ratioKey(meta));
  }

  /** Progress of the field that is computed, or the way to compute the one that was stopped. */
  work() {
    const {meta, fields, token, errand, find} = this.section;
    const isQuick = errand.busy && meta.tokens <= QUICK;
    find('work').hidden = isQuick || fields.has(token, meta.layers);
    errand.show({
      label: `Compute the receptive field of ${phraseOf(token, meta)}`,
      enabled: true,
    });
  }

  strip(name, shot) {
    const {meta, field, film, at} = this.section;
    const [first] = spanOf(name, meta.layers);
    return stripOf(name, shot, {
      layers: meta.layers,
      patches: meta.rows * meta.cols,
      query: name === 'field' && field ? field.token : -1,
      chosen: film === name && at >= first ? at : null,
    });
  }

  // ---- the lens of a class

  lens(palette) {
    const {
      lenses,
      at,
      target: {index, name},
      classes,
      find,
    } = this.section;
    const whole = lenses.get(index)?.whole;
    refill(find('bars'), listed(classes, index));
    say(find('lens-title'), `Logit lens: probability of ${name} after each layer`);
    if (!whole) return;
    this.curve.draw(whole, name, at, palette);
    this.tops(whole.top, index, at);
  }

  /** The most probable class after each layer, by the model's own readout. */
  tops(top, index, at) {
    const list = this.section.find('tops');
    list.style.setProperty('--count', top.length);
    list.classList.toggle('is-many', top.length > BESIDE);
    refill(
      list,
      top.map((row, l) => topOf(row, l, {isTarget: row.index === index, isChosen: l === at})),
    );
  }

  // ---- the frame in sight

  mark(s) {
    if (this.drawn) this.picture.mark(s);
  }

  line() {
    return this.drawn ? this.picture.line() : '';
  }
}

/** Bars of the most probable classes, the one in sight among them. */
function listed({names, p}, index) {
  const order = [...p.keys()].sort((a, b) => p[b] - p[a]).slice(0, LISTED);
  if (!order.includes(index)) order[LISTED - 1] = index;
  return order.map(i => {
    const line = bar({index: i, name: names[i], p: p[i]}, i === index);
    line.firstElementChild.setAttribute('aria-pressed', String(i === index));
    return line;
  });
}

/** A row of the list of classes by layer. */
function topOf({name, p}, l, {isTarget, isChosen}) {
  const line = el('li');
  const row = button(isTarget ? 'is-asked' : '');
  row.dataset.at = String(l);
  row.setAttribute('aria-pressed', String(isChosen));
  row.append(
    el('span', 'av-deep-layer', l ? `L${l}` : 'in'),
    el('span', 'av-deep-name', name),
    el('span', '', probability(p)),
  );
  row.title = `${name} ${probability(p)}`;
  line.append(row);
  return line;
}
