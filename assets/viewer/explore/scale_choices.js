// Which choices of scale and colours a map has: the others are hidden, or are there but without use.
import {say} from '../page/dom.js';

const featured = s => s.method === 'features';

/** Whether a map has one scale and one colour map. */
const isFixed = s => (featured(s) ? !hasMap(s) : s.method === 'positions');

/** Whether a kind of features has a colour map of one's choice. */
const hasMap = ({feature, inside}) =>
  feature === 'norms' || (feature === 'foreground' && inside === 'component');

/** Whether three components make its colours. */
const isCoded = ({feature, inside}) =>
  feature === 'colours' || (feature === 'foreground' && inside === 'parts');

/** Enables the choices of scale and colours that the map has, and names the film. */
export function showScales({element, find, film}, s) {
  const grouped = featured(s) && s.feature === 'segments';
  showColours(find, s);
  find('scales').hidden = featured(s);
  find('features').hidden = !featured(s);
  for (const shape of element.querySelectorAll('[data-set=shape]')) shape.disabled = grouped;
  const named = featured(s) ? 'Features after each layer' : 'Rollout up to each layer';
  say(find('film-title'), named);
  film.canvas.setAttribute(
    'aria-label',
    `${named}; a click or an arrow key shows one on the picture`,
  );
}

/** Colour map and root of a map, or axes and coding of colours that three components make. */
function showColours(find, s) {
  const coloured = featured(s) && isCoded(s);
  const fixed = isFixed(s);
  const straight = fixed || (!featured(s) && s.mode === 'uniform');
  const root = find('root');
  root.setAttribute('aria-pressed', String(s.root && !straight));
  root.disabled = straight;
  find('colormap').disabled = fixed;
  find('scales').disabled = fixed;
  for (const name of ['axes', 'coding']) find(name).hidden = !coloured;
  find('colormap').hidden = featured(s) && !hasMap(s);
  root.hidden = featured(s) && s.feature !== 'norms';
}
