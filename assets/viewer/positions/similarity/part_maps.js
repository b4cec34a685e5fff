// Content and position in the first layer: their shares in every head, and four maps of one head.
import {number, percent} from '../../record/figures.js';
import {colormap, SIGNED} from '../../draw/colormap.js';
import {say} from '../../page/dom.js';
import {tellPlace, walking} from '../../page/walking.js';
import {clamp, nameOf} from '../../record/grid.js';
import {choose} from '../../state/choices.js';
import {Mini} from './mini.js';
import {partScores} from '../score_parts.js';
import {ShareBars} from './share_bars.js';

const TITLES = [
  'content · content',
  'content · position',
  'position · content',
  'position · position',
];

export class PartMaps {
  lens = null; // the head under the pointer

  constructor(find) {
    this.find = find;
    this.bars = new ShareBars(find('shares'));
    this.minis = TITLES.map(title => new Mini(title));
    find('parts').replaceChildren(...this.minis.map(({element}) => element));
  }

  wire(redraw) {
    const {canvas} = this.bars;
    const on = (name, change) =>
      canvas.addEventListener(name, event => {
        change(event);
        redraw();
      });
    on('pointermove', event => {
      if (this.bars.count) this.lens = this.bars.hit(event);
    });
    on('pointerleave', () => {
      this.lens = null;
    });
    on('click', event => {
      if (this.bars.count) choose({head: this.bars.hit(event)});
    });
    walking(canvas, {
      move: (down, right) => {
        const {chosen, count} = this.bars;
        if (count) choose({head: clamp(chosen + down + right, 0, count - 1)});
      },
    });
  }

  measure(meta) {
    this.bars.measure();
    for (const mini of this.minis) mini.measure(meta);
  }

  /** The bars, and the maps of the head under the pointer, else of the chosen one. */
  mark({inquiry: {shares, parts}, meta, lone}, token, palette) {
    const given = Boolean(parts && shares && !shares.refusal);
    this.find('split').hidden = this.find('maps').hidden = !given;
    if (!given) return;
    const head = Math.min(this.lens ?? lone, meta.heads - 1);
    this.bars.draw(shares.shares, head, palette);
    const count = shares.shares.length;
    tellPlace(this.bars.canvas, {at: head, count, text: `head ${head + 1}`});
    const maps = partScores(parts, meta, head, token);
    const largest = values => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const most = Math.max(...maps.map(largest));
    const unit = value => (value / (most || 1) + 1) / 2;
    const map = colormap(SIGNED);
    this.minis.forEach((mini, i) =>
      mini.draw(meta, {
        values: maps[i],
        unit,
        map,
        at: token - meta.prefix,
        title: TITLES[i],
        words: percent(shares.shares[head][i]),
      }),
    );
    say(
      this.find('parts-title'),
      `Layer 1, head ${head + 1}: its scores from patch ` +
        `${nameOf(token, meta)} in four parts, ±${number(most, 2)}`,
    );
  }
}
