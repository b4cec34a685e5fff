// Layers x heads as switches, a slider of the softmax's temperature beside each layer.
import {el} from '../../page/dom.js';
import {clamp} from '../../record/grid.js';
import {placeOf} from './change.js';

const SPAN = 1;
const STEP = 0.05; // powers of ten that a temperature goes to, in steps

const MOVES = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]};

/** A temperature as it is sent and shown: three figures. */
const heatOf = power => Number((10 ** power).toPrecision(3));

export class Switches {
  /** `toggle(cells, on)`, `heat(layer, value)`, `rest()` when a slider is let go, `lift(cell)`. */
  constructor(box, actions) {
    Object.assign(this, {box, actions, at: [0, 0]});
    box.addEventListener('click', event => this.click(event));
    box.addEventListener('keydown', event => this.press(event));
    box.addEventListener('pointerover', event => actions.lift(cellOf(event.target)));
    box.addEventListener('pointerleave', () => actions.lift(null));
    box.addEventListener('focusin', event => this.focused(event.target));
    box.addEventListener('input', ({target}) =>
      actions.heat(Number(target.dataset.heat), heatOf(Number(target.value))),
    );
    box.addEventListener('change', () => actions.rest());
    box.addEventListener('dblclick', ({target}) => {
      if (target.dataset.heat) {
        actions.heat(Number(target.dataset.heat), 1);
        actions.rest();
      }
    });
  }

  /** The grid of another model. */
  open({layers, heads}) {
    if (this.layers === layers && this.heads === heads) return;
    Object.assign(this, {layers, heads, at: [0, 0], lit: null});
    this.box.style.setProperty('--heads', heads);
    this.box.style.setProperty('--layers', layers);
    this.box.setAttribute('aria-rowcount', layers);
    const names = Array.from({length: heads}, (_, h) => el('span', 'av-switch-head', `${h + 1}`));
    const top = row(el('span'), ...names, el('span', 'av-switch-heat', 'Temperature'));
    top.setAttribute('aria-hidden', 'true');
    this.rows = Array.from({length: layers}, (_, l) => this.layer(l));
    this.box.replaceChildren(top, ...this.rows.map(({line}) => line));
  }

  layer(l) {
    const whole = el('button', 'av-switch-layer', `L${l + 1}`);
    whole.type = 'button';
    whole.dataset.layer = l;
    whole.title = `Layer ${l + 1}: all heads off or on`;
    const cells = Array.from({length: this.heads}, (_, h) => {
      const cell = el('button', 'av-switch');
      Object.assign(cell, {type: 'button', tabIndex: -1, title: `L${l + 1} H${h + 1}`});
      Object.assign(cell.dataset, {layer: l, head: h});
      cell.setAttribute('role', 'switch');
      cell.setAttribute('aria-label', `Layer ${l + 1}, head ${h + 1}`);
      return cell;
    });
    const slider = el('input');
    const told = el('output');
    Object.assign(slider, {type: 'range', min: -SPAN, max: SPAN, step: STEP, value: 0});
    slider.dataset.heat = l;
    slider.setAttribute('aria-label', `Temperature of layer ${l + 1}`);
    slider.title = "What divides this layer's scores; a double click sets 1";
    const heat = el('span', 'av-switch-heat');
    heat.append(slider, told);
    return {line: row(whole, ...cells, heat), whole, cells, slider, told};
  }

  /** Shows a change. */
  draw({off, temperature}) {
    this.rows.forEach(({whole, cells, slider, told}, l) => {
      const on = cells.map((_, h) => !off.has(placeOf(l, h)));
      cells.forEach((cell, h) => cell.setAttribute('aria-checked', String(on[h])));
      const all = on.every(Boolean);
      const none = !on.some(Boolean);
      whole.setAttribute('aria-pressed', all ? 'true' : none ? 'false' : 'mixed');
      const heat = temperature.get(l) ?? 1;
      if (heatOf(Number(slider.value)) !== heat) slider.value = Math.log10(heat);
      slider.setAttribute('aria-valuetext', `times ${heat}`);
      told.textContent = `×${heat}`;
      told.classList.toggle('is-own', heat === 1);
    });
    this.rove();
  }

  /** Lights the head in hand. */
  light(lens) {
    this.lit?.classList.remove('is-lit');
    this.lit = lens && this.rows[lens.layer].cells[lens.head];
    this.lit?.classList.add('is-lit');
  }

  /** One switch at a time is reached by Tab, the others by arrows. */
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
    const cell = cellOf(event.target);
    const move = MOVES[event.key];
    if (!cell || !move) return;
    event.preventDefault();
    const layer = clamp(cell.layer + move[0], 0, this.layers - 1);
    this.rows[layer].cells[clamp(cell.head + move[1], 0, this.heads - 1)].focus();
  }

  focused(target) {
    const cell = cellOf(target);
    if (!cell) return;
    this.at = [cell.layer, cell.head];
    this.rove();
    if (target.matches(':focus-visible')) this.actions.lift(cell);
  }
}

const isOn = cell => cell.getAttribute('aria-checked') === 'true';

function cellOf({dataset: {layer, head}}) {
  return head === undefined ? null : {layer: Number(layer), head: Number(head)};
}

/** A row of the grid; each part stands in a cell that takes no room of its own. */
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
