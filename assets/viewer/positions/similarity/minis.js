// The small maps of the section Positions: prefix tokens, lengths, another table, components.
import {fixed, number, percent} from '../../record/figures.js';
import {colormap, SIGNED} from '../../draw/colormap.js';
import {signedScale} from '../../record/scale.js';
import {Mini} from './mini.js';
import {TABLES} from './words.js';

const ALIKE = 1e-4; // relative difference below which all lengths count as equal

export class TileMinis {
  apart = []; // a map for each prefix token
  components = [];

  constructor(find) {
    this.find = find;
    this.norms = new Mini('Lengths');
    this.other = new Mini('');
    this.unit = signedScale().unit;
  }

  /** Places for what this model has. */
  open({facts, components, tables}) {
    this.apart = facts.prefix.map(({name}) => new Mini(name));
    this.components = components.map(() => new Mini(''));
    const beside = [...this.apart, this.norms, ...(tables.length > 1 ? [this.other] : [])];
    this.find('beside').replaceChildren(...beside.map(({element}) => element));
    this.find('components').replaceChildren(...this.components.map(({element}) => element));
  }

  measure(meta) {
    for (const mini of [...this.apart, ...this.components, this.norms, this.other]) {
      mini.measure(meta);
    }
  }

  paint(grid, {components, facts}, meta) {
    this.lengths(grid);
    components.forEach((values, i) => this.component(meta, i, values, facts.shares[i]));
  }

  /** Lengths of the positions; rotary ones have none: a rotation changes no length. */
  lengths(grid) {
    this.norms.element.hidden = grid.field.kind === 'rotary';
    const low = Math.min(...grid.norms);
    const high = Math.max(...grid.norms);
    const flat = high - low < ALIKE * high;
    const [least, most] = [low, high].map(v => number(v));
    const unit = flat ? () => 0.5 : value => (value - low) / (high - low);
    this.norms.draw(grid, {
      values: grid.norms,
      unit,
      map: colormap('inferno'),
      title: 'Lengths',
      words: flat ? `all ${most}` : `${least} to ${most}`,
    });
  }

  component(meta, i, values, share) {
    const most = Math.max(...values.map(Math.abs)) || 1;
    const unit = value => (value / most + 1) / 2;
    const map = colormap(SIGNED);
    this.components[i].draw(meta, {
      values,
      unit,
      map,
      title: `Component ${i + 1}`,
      words: `explains ${percent(share)}`,
    });
  }

  /** The maps of the query position; `second` is the grid of the other table, `name` that table. */
  mark({grid, values, query, at}, second, name) {
    const {unit} = this;
    const map = colormap(SIGNED);
    this.apart.forEach((mini, k) => {
      const apart = grid.prefix.length ? grid.apart(k) : null;
      mini.draw(grid, {
        values: apart,
        unit,
        map,
        at: query,
        title: mini.title.textContent,
        words: apart ? `${fixed(apart[query])} here` : 'has none',
      });
    });
    if (!second) return;
    const beside = second.row(query);
    this.other.draw(grid, {
      values: beside,
      unit,
      map,
      at: query,
      title: `${TABLES[name]}, same place`,
      words: `${fixed(beside[at])} where ${fixed(values[at])}`,
    });
  }
}
