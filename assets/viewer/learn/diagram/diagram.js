// The architecture of the current model, drawn with its live shapes; every step leads somewhere.
import {drawSeen} from '../../draw/picture.js';
import {parts, say, isVisible} from '../../page/dom.js';
import {choose} from '../../state/choices.js';
import {routes} from '../../record/contract.js';
import {get} from '../../record/decode.js';
import {tallPlan, widePlan} from './plan.js';
import {describe, leads, shapeOf} from './words.js';

const SVG = 'http://www.w3.org/2000/svg';
const NARROW = 700; // px below which the tall plan is drawn
const PICTURE = 300; // px of the picture in it
const LINES = ['step', 'says', 'shape', 'count', 'leads']; // about a step, below the drawing

export class Diagram {
  picture = null; // {art, meta} of the Explore screen
  facts = null; // the server's reply for this model
  fetching = null; // a promise of that reply

  /** `card(id)` opens a card of this screen. */
  constructor(element, base, {card}) {
    this.element = element;
    this.base = base;
    this.card = card;
    this.find = parts(element);
    this.svg = this.find('diagram');
    new ResizeObserver(() => this.draw()).observe(element);
  }

  /** Another picture or model. */
  take(picture) {
    this.picture = picture;
    this.facts = null;
    this.fetching = null;
    this.draw();
  }

  async draw() {
    if (!this.picture || !isVisible(this.element)) return;
    if (!this.facts && !(await (this.fetching ??= this.fetch()))) return;
    const {steps, post_norm: postNorm} = this.facts;
    const plan = (this.element.clientWidth < NARROW ? tallPlan : widePlan)(steps, postNorm);
    this.svg.setAttribute('viewBox', `-2 -2 ${plan.width + 4} ${plan.height + 4}`);
    this.svg.replaceChildren(
      arrow(),
      this.frame(plan),
      ...plan.wires.map(points => wire(points, plan.boxes)),
      ...plan.sums.map(sum),
      ...Object.entries(plan.boxes).map(([step, box]) => this.box(step, box)),
    );
    this.describe('attention');
    this.element.dataset.drawn = this.picture.meta.token;
  }

  /** Fetches the facts; false where they are not those of the current picture. */
  async fetch() {
    const {meta} = this.picture;
    delete this.element.dataset.drawn;
    try {
      const url = routes.shapes(routes.view(this.base, meta.token));
      const facts = await (await get(url)).json();
      if (this.picture.meta !== meta) return false;
      this.facts = facts;
      say(this.find('diagram-title'), `${meta.title}: ${facts.layers} encoder blocks`);
      return true;
    } catch (error) {
      this.fetching = null;
      say(this.find('diagram-says'), error.message);
      return false;
    }
  }

  frame({frame}) {
    const [x, y, width, height] = frame;
    const group = node('g', {class: 'av-diagram-block'});
    const {layers} = this.facts;
    const times = layers === 1 ? 'once' : `${layers} times`;
    const label = node('text', {x: x + 14, y: y + 22});
    label.textContent = `Encoder block, ${times}`;
    group.append(node('rect', {x, y, width, height, rx: 4}), label);
    return group;
  }

  /** One step: a button with its name and shape. */
  box(step, [x, y, width, height]) {
    const {facts} = this;
    const words = describe(step, facts);
    const group = node('g', {
      class: 'av-diagram-step',
      role: 'button',
      tabindex: 0,
      'aria-label': `${words.step}: ${words.shape}; ${words.leads}`,
      'data-step': step,
    });
    group.append(node('rect', {x, y, width, height, rx: 3}));
    if (step === 'picture') group.append(this.seen(x, y, width, height));
    const middle = x + width / 2;
    const base = step === 'picture' ? y + height - 8 : y + height / 2;
    const name = node('text', {x: middle, y: base - (step === 'picture' ? 18 : 5)});
    name.textContent = words.step;
    const below = base + (step === 'picture' ? 0 : 14);
    const size = node('text', {x: middle, y: below, class: 'is-shape'});
    size.textContent = shapeOf(step, facts);
    group.append(name, size);
    const go = () => this.go(step);
    group.addEventListener('click', go);
    group.addEventListener('keydown', event => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      go();
    });
    for (const kind of ['pointerenter', 'focus']) {
      group.addEventListener(kind, () => this.describe(step));
    }
    return group;
  }

  /** The part of the picture that the model gets, above the step's name. */
  seen(x, y, width, height) {
    const {art, meta} = this.picture;
    const [down, across] = meta.shape;
    const scale = PICTURE / Math.max(down, across);
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(across * scale));
    canvas.height = Math.max(1, Math.round(down * scale));
    drawSeen(canvas.getContext('2d'), art.colour, meta, canvas.width, canvas.height);
    return node('image', {
      x: x + 8,
      y: y + 8,
      width: width - 16,
      height: height - 52,
      href: canvas.toDataURL(),
    });
  }

  /** Writes the lines about a step. */
  describe(step) {
    const words = describe(step, this.facts);
    for (const name of LINES) say(this.find(`diagram-${name}`), words[name]);
  }

  go(step) {
    const {screen, card} = leads(step);
    if (screen) choose({screen});
    else this.card(card);
  }
}

function node(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/** A line of the stream, with a head where it enters a step. */
function wire(points, boxes) {
  const [x, y] = points.at(-1);
  const enters = Object.values(boxes).some(
    ([left, top, width, height]) => x >= left && x <= left + width && y >= top && y <= top + height,
  );
  return node('polyline', {
    class: 'av-diagram-wire',
    points: points.join(' '),
    ...(enters && {'marker-end': 'url(#av-arrow)'}),
  });
}

function arrow() {
  const defined = node('defs', {});
  const head = node('marker', {
    id: 'av-arrow',
    viewBox: '0 0 8 8',
    refX: 7,
    refY: 4,
    markerWidth: 7,
    markerHeight: 7,
    orient: 'auto',
  });
  head.append(node('path', {d: 'M0 0L8 4L0 8z', class: 'av-diagram-arrow'}));
  defined.append(head);
  return defined;
}

function sum([x, y]) {
  const group = node('g', {class: 'av-diagram-sum'});
  group.append(
    node('circle', {cx: x, cy: y, r: 11}),
    node('path', {d: `M${x - 5} ${y}h10M${x} ${y - 5}v10`}),
  );
  return group;
}
