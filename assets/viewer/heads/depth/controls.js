// Buttons, films and pointers of Depth.
import {within} from '../../page/dom.js';
import {pointing} from '../../page/pointing.js';
import {middle} from '../../record/grid.js';
import {spanOf} from './films.js';

export function wireDepth(section) {
  const {find, page, view} = section;
  const place = page.screen.find('heads-depth');
  place.addEventListener('click', event => {
    const {set, to} = event.target.closest('[data-set]')?.dataset ?? {};
    if (set === 'query') section.ask(to === 'patch' ? middle(section.meta) : Number(to));
    else if (set) section.set(set, to);
  });
  find('bars').addEventListener('click', event => {
    const {index} = event.target.closest('button')?.dataset ?? {};
    if (index !== undefined) section.follow({index: Number(index)});
  });
  find('tops').addEventListener('click', event => {
    const {at} = event.target.closest('button')?.dataset ?? {};
    if (at !== undefined) section.show('lens', Number(at));
  });
  for (const [name, film] of Object.entries(view.films)) {
    film.canvas.addEventListener('click', event => {
      const [first] = spanOf(name, section.meta.layers);
      section.show(name, film.hit(within(event, film.canvas)[0]) + first);
    });
  }
  const at = event => (section.meta ? view.plate.tokenAt(event, section.meta) : null);
  const when = act => token => {
    if (section.meta) act(token);
  };
  pointing(view.plate.canvas, at, {
    hover: when(token => section.point(token)),
    pin: when(token => section.ask(token)),
    ask: when(token => section.ask(token)),
  });
}
