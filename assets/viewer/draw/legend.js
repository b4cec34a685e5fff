// The legend under the big map: the colour map with ticks in real units and a needle.
import {el, say} from '../page/dom.js';
import {ramp} from './paint.js';

const LETTER = 6; // px of a tick's letters
const APART = 16; // px between the last tick and the one before it, half of which is its text

export class Legend {
  constructor(find) {
    this.bar = find('bar');
    this.needle = find('needle');
    this.ticks = find('ticks');
    this.uniform = find('uniform');
    this.beyond = find('beyond');
    new ResizeObserver(() => {
      this.text = null; // another width has room for other ticks
    }).observe(this.ticks);
  }

  draw(shot) {
    const {scale, map, values, at, colours} = shot;
    if (this.painted !== map) {
      ramp(this.bar, map);
      this.painted = map;
    }
    this.needle.hidden = Boolean(colours);
    this.needle.style.left = `${scale.unit(values[at]) * 100}%`;
    this.uniform.hidden = scale.uniformAt === null;
    if (scale.uniformAt !== null) this.uniform.style.left = `${scale.uniformAt * 100}%`;
    this.extend(map, shot.beyond);
    this.tick(scale);
    say(this.beyond, beyondText(shot));
  }

  /** An arrow beyond the end of the bar, in its last colour, while values lie above it. */
  extend({rgb}, beyond) {
    const box = this.bar.parentElement;
    box.classList.toggle('is-extended', beyond > 0);
    if (beyond) box.style.setProperty('--end', `rgb(${rgb.slice(-3).join(' ')})`);
  }

  tick({ticks, unitText}) {
    const text = ticks.map(t => t.text).join(' ') + unitText;
    if (this.text === text) return;
    this.text = text;
    const end = ticks.at(-1);
    const width = this.ticks.clientWidth;
    const taken = end ? LETTER * `${end.text} ${unitText}`.length + APART : 0;
    const free = ticks.filter(one => one === end || one.at * width < width - taken);
    this.ticks.replaceChildren(
      ...free.map(tick => {
        const last = tick === end ? ` ${unitText}` : '';
        const node = el('span', tick.strong ? 'av-tick is-strong' : 'av-tick', tick.text + last);
        node.style.left = `${tick.at * 100}%`;
        return node;
      }),
    );
  }
}

/** How many patches exceed the end of the scale; each of them has a dot. */
function beyondText({beyond, itself, scale}) {
  if (!beyond) return '';
  const others = itself ? beyond - 1 : beyond;
  const patches = others === 1 ? '1 patch' : `${others} patches`;
  const who = [itself && 'the query', others && patches].filter(Boolean).join(' and ');
  return `• ${who} above ${scale.topText}`;
}
