// Buttons, films and pointers of Depth.
import {dataOf} from '../../page/dom.js';
import {pointing} from '../../page/pointing.js';
import {middle} from '../../record/grid.js';
import {choose} from '../../state/choices.js';
import {spanOf} from './films.js';

export function wireDepth(section) {
  const {find, page, view} = section;
  const place = page.screen.find('heads-depth');
  place.addEventListener('click', event => {
    const {set, to} = dataOf(event);
    if (set === 'query') section.setToken(to === 'patch' ? middle(section.meta) : Number(to));
    if (set === 'read') choose({read: to, film: 'lens'});
    if (set === 'branch') choose({branch: Number(to), film: 'ratio'});
  });
  find('bars').addEventListener('click', event => {
    const {index} = dataOf(event);
    if (index !== undefined) section.follow(Number(index));
  });
  find('tops').addEventListener('click', event => {
    const {at} = dataOf(event);
    if (at !== undefined) section.show('lens', Number(at));
  });
  for (const [name, film] of Object.entries(view.films)) {
    film.choosing(frame => {
      const [first] = spanOf(name, section.meta.layers);
      section.show(name, frame + first);
    });
  }
  const {plate} = view.picture;
  const at = event => (section.meta ? plate.tokenAt(event, section.meta) : null);
  const when = act => token => {
    if (section.meta) act(token);
  };
  pointing(plate.canvas, at, {
    hover: when(token => section.point(token)),
    pin: when(token => section.setToken(token)),
    ask: when(token => section.setToken(token)),
  });
}
