// The parts of a card's figure. Each has an element, `measure(s)` after a change of layout and
// `paint(s, palette)`; s.facts are the server's numbers for the card.
import {colormap} from '../../draw/colormap.js';
import {Film} from '../../screen/film.js';
import {uniformScale} from '../../record/scale.js';
import {Part} from './part.js';
import {Alike, Colours, Lengths} from './feature_pictures.js';
import {Field, Patch, Picture} from './pictures.js';
import {Steps, Table, Vector} from './vectors.js';

const LARGEST = 120; // px of a map beside others

/** The maps of all heads or layers side by side. */
class Tiles extends Part {
  count = 0; // of maps

  constructor(spec, actions) {
    super(spec, 'av-part-tiles');
    this.film = new Film(this.canvas('av-film'), LARGEST);
    if (!spec.chooses) this.film.canvas.style.cursor = 'default';
    else this.film.choosing(frame => actions.choose(spec.chooses, frame));
  }

  measure({facts, trace: {meta}}) {
    this.count = facts.shapes[this.spec.of]?.[0];
    if (this.count) this.film.measure(meta, this.count);
  }

  paint(s, palette) {
    const {meta} = s.trace;
    const {spec, film} = this;
    const all = s.facts.maps[spec.of];
    this.measure(s);
    const map = colormap('inferno');
    const {unit} = uniformScale(meta.tokens);
    film.draw(
      {...s, smooth: false},
      {
        count: this.count,
        chosen: spec.chooses ? s[spec.chooses] : null,
        query: -1, // none of the maps has a query to mark
        name: i => `${spec.names}${i + 1}`,
        here: () => true,
        put(atlas, i) {
          const values = all.slice(i * meta.tokens, (i + 1) * meta.tokens);
          atlas.put(i, 0, values, meta.prefix, unit, map);
        },
      },
      palette,
    );
    film.canvas.setAttribute(
      'aria-label',
      `${spec.label}: ${this.count} maps` +
        (spec.chooses ? '; a click or an arrow key chooses' : ''),
    );
  }
}

const KINDS = {
  picture: Picture,
  field: Field,
  alike: Alike,
  colours: Colours,
  lengths: Lengths,
  patch: Patch,
  strip: Vector,
  bars: Vector,
  steps: Steps,
  tiles: Tiles,
  table: Table,
};

/** The part that a card's specification stands for. */
export const partOf = (spec, actions) => new KINDS[spec.kind](spec, actions);
