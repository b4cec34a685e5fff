// A switch for each head, layers x heads, and a slider of the softmax's temperature for each layer.
import {button, dataOf, el, numberIn} from '../../page/dom.js';
import {clamp} from '../../record/grid.js';
import {placeOf} from './change.js';

const SPAN = 1;
const STEP = 0.05; // powers of ten: largest temperature, and a step of the slider

const MOVES = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]};

/** A temperature as it is sent and shown: three figures. */
const heatOf = power => Number((10 ** power).toPrecision(3));

export class Switches {
  layers = 0;
  heads = 0;
  at = [0, 0]; // layer and head of the switch that Tab reaches
  rows = []; // the nodes of each layer
  lit = null; // the switch of the head in sight

  /**
   * @param {HTMLElement} box
   * @param {any} actions toggle(cells, on), setHeat(layer, heat), endGesture(), lift(cell)
   */
  constructor(box, actions) {
    this.box = box;
    this.actions = actions;
    box.addEventListener('click', event => this.click(event));
    box.addEventListener('keydown', event => this.press(event));
    box.addEventListener('pointerover', event => actions.lift(cellOf(event)));
    box.addEventListener('pointerleave', () => actions.lift(null));
    box.addEventListener('focusin', event => this.focused(event));
    box.addEventListener('input', event =>
      actions.setHeat(Number(dataOf(event, 'input').heat), heatOf(numberIn(event))),
    );
    box.addEventListener('change', () => actions.endGesture());
    box.addEventListener('dblclick', event => {
      const {heat} = dataOf(event, 'input');
      if (!heat) return;
      actions.setHeat(Number(heat), 1);
      actions.endGesture();
    });
  }

  /** The grid of another model. */
  open({layers, heads}) {
    if (this.layers === layers && this.heads === heads) return;
    this.layers = layers;
    this.heads = heads;
    this.at = [0, 0];
    this.lit = null;
    this.box.style.setProperty('--heads', String(heads));
    this.box.style.setProperty('--layers', String(layers));
    this.box.setAttribute('aria-rowcount', String(layers));
    const names = Array.from({length: heads}, (_, h) => el('span', 'av-switch-head', `${h + 1}`));
    const top = row(el('span'), ...names, el('span', 'av-switch-heat', 'Temperature'));
    top.setAttribute('aria-hidden', 'true');
    this.rows = Array.from({length: layers}, (_, l) => this.layer(l));
    this.box.replaceChildren(top, ...this.rows.map(({line}) => line));
  }

  layer(l) {
    const whole = button('av-switch-layer', `L${l + 1}`);
    whole.dataset.layer = String(l);
    whole.title = `Layer ${l + 1}: all heads off or on`;
    const cells = Array.from({length: this.heads}, (_, h) => {
      const cell = button('av-switch');
      Object.assign(cell, {tabIndex: -1, title: `L${l + 1} H${h + 1}`});
      Object.assign(cell.dataset, {layer: l, head: h});
      cell.setAttribute('role', 'switch');
      cell.setAttribute('aria-label', `Layer ${l + 1}, head ${h + 1}`);
      return cell;
    });
    const slider = el('input');
    const output = el('output');
    Object.assign(slider, {type: 'range', min: -SPAN, max: SPAN, step: STEP, value: 0});
    slider.dataset.heat = String(l);
    slider.setAttribute('aria-label', `Temperature of layer ${l + 1}`);
    slider.title = "Divisor of this layer's scores; a double click sets 1";
    const heat = el('span', 'av-switch-heat');
    heat.append(slider, output);
    return {line: row(whole, ...cells, heat), whole, cells, slider, output};
  }

  /** Sets switches and sliders to a change. */
  draw({off, temperature}) {
    this.rows.forEach(({whole, cells, slider, output}, l) => {
      const on = cells.map((_, h) => !off.has(placeOf(l, h)));
      cells.forEach((cell, h) => cell.setAttribute('aria-checked', String(on[h])));
      whole.setAttribute('aria-pressed', pressedOf(on));
      const heat = temperature.get(l) ?? 1;
      if (heatOf(Number(slider.value)) !== heat) slider.value = String(Math.log10(heat));
      slider.setAttribute('aria-valuetext', `times ${heat}`);
      output.textContent = `×${heat}`;
      output.classList.toggle('is-own', heat === 1);
    });
    this.rove();
  }

  /** Marks the switch of the head under the pointer, {layer, head} or null. */
  light(lens) {
    this.lit?.classList.remove('is-lit');
    this.lit = lens && this.rows[lens.layer].cells[lens.head];
    this.lit?.classList.add('is-lit');
  }

  /** Tab reaches one switch, the arrow keys the others. */
  rove() {
    this.rows.forEach(({cells}, l) =>
      cells.forEach((cell, h) => {
        cell.tabIndex = this.at[0] === l && this.at[1] === h ? 0 : -1;
      }),
    );
  }

  click({target}) {
    const {layer, head} = target.dataset;
    if (target.tagName !== 'BUTTON') return;
    const l = Number(layer);
    const {cells} = this.rows[l];
    if (head !== undefined) {
      this.actions.toggle([{layer: l, head: Number(head)}], !isOn(target));
      return;
    }
    this.actions.toggle(
      cells.map((_, h) => ({layer: l, head: h})),
      !cells.every(isOn),
    );
  }

  press(event) {
    const cell = cellOf(event);
    const move = MOVES[event.key];
    if (!cell || !move) return;
    event.preventDefault();
    const layer = clamp(cell.layer + move[0], 0, this.layers - 1);
    this.rows[layer].cells[clamp(cell.head + move[1], 0, this.heads - 1)].focus();
  }

  focused(event) {
    const cell = cellOf(event);
    if (!cell) return;
    this.at = [cell.layer, cell.head];
    this.rove();
    if (event.target.matches(':focus-visible')) this.actions.lift(cell);
  }
}

const isOn = cell => cell.getAttribute('aria-checked') === 'true';

/** aria-pressed of a layer's button: true, false, or mixed. */
function pressedOf(on) {
  if (on.every(Boolean)) return 'true';
  return on.some(Boolean) ? 'mixed' : 'false';
}

/** Layer and head of the switch that an event comes from, or null. */
function cellOf(event) {
  const {layer, head} = dataOf(event);
  return head === undefined ? null : {layer: Number(layer), head: Number(head)};
}

/** A row of the grid; each part is in a cell without a box of its own. */
function row(...parts) {
  const line = el('div', 'av-switch-row');
  line.setAttribute('role', 'row');
  line.append(
    ...parts.map((part, i) => {
      const cell = el('span', 'av-switch-cell');
      cell.setAttribute('role', i ? 'gridcell' : 'rowheader');
      cell.append(part);
      return cell;
    }),
  );
  return line;
}
