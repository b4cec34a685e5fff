// The legend of heads in colours: a chip of each head, the mass that its colour covers, the choice.
import {button, el, numberIn, refill, say} from '../page/dom.js';
import {percent} from '../record/figures.js';
import {shareOf} from '../record/head_masks.js';
import {limits} from '../record/limits.js';
import {headName} from '../screen/figures.js';
import {endGesture} from '../state/steps.js';
import {isBlend} from './head_colours.js';

const FULL = `${limits.mostPins} heads are kept: let one go first`;
const UNLIKE = ['bar-row', 'ticks', 'scales', 'root', 'colormap']; // of maps with a scale

export class PinBar {
  drawn = ''; // what the chips show

  /**
   * @param {(name: string) => any} find
   * @param {any} actions
   */
  constructor(find, actions) {
    this.find = find;
    find('blend').addEventListener('click', actions.blend);
    find('four').addEventListener('click', actions.fourHeads);
    find('mass').addEventListener('input', event => actions.mass(numberIn(event)));
    find('mass').addEventListener('change', endGesture);
    find('pins').addEventListener('click', event => {
      const {to} = event.target.closest('[data-pin]')?.dataset ?? {};
      if (to !== undefined) actions.unpinHead(Number(to));
    });
  }

  full() {
    say(this.find('pins-note'), FULL);
  }

  /** Shows or hides the legend, and writes it. */
  draw(s, heads) {
    const {find} = this;
    const on = isBlend(s);
    find('blend').hidden = s.method !== 'attention';
    find('blend').setAttribute('aria-pressed', String(on));
    find('blend-row').hidden = find('blend-tools').hidden = !on;
    find('bar-row').hidden = find('ticks').hidden = on;
    if (!on) return;
    for (const name of UNLIKE) find(name).hidden = true;
    find('mass').value = String(s.mass);
    say(find('mass-text'), `${s.mass} %`);
    this.chips(heads);
  }

  chips(heads) {
    const state = heads.map(({layer, head, colour}) => [layer, head, colour]).join('|');
    if (state !== this.drawn) {
      this.drawn = state;
      say(this.find('pins-note'), '');
      refill(this.find('pins'), heads.map(chip));
    }
    const texts = this.find('pins').querySelectorAll('.av-pin-share');
    heads.forEach(({mask}, i) => say(texts[i], percent(shareOf(mask))));
  }
}

/** A button that lets a head go: its colour, its name, the share of the picture that it covers. */
function chip({layer, head, colour}, i) {
  const node = button('av-pin');
  const mark = el('span', 'av-region-mark');
  mark.style.background = colour;
  node.append(mark, headName({layer, head}), el('span', 'av-pin-share'), el('span', '', '×'));
  node.title = `Let ${headName({layer, head})} go; the figure is the share of the patches it covers`;
  Object.assign(node.dataset, {pin: '', to: String(i)});
  return node;
}
