// Draws a scene: a new seed by the button or the kind, a chosen one by its number.
import {channel} from '../page/channel.js';
import {parts} from '../page/dom.js';
import {pageState} from '../state/page.js';

const FRESH = 1_000_000; // seeds that the button draws from

export function mount({element, trigger}) {
  const find = parts(element);
  const [kind, seed] = [find('kind'), find('seed')];
  const draw = () => {
    channel.tell('asked');
    trigger('draw', {kind: kind.value, seed: Number(seed.value)});
  };
  const fresh = () => {
    seed.value = String(Math.floor(Math.random() * FRESH));
    draw();
  };
  find('form').addEventListener('submit', event => {
    event.preventDefault();
    fresh();
  });
  kind.addEventListener('change', fresh);
  seed.addEventListener('change', () => {
    if (seed.value !== '' && seed.checkValidity()) draw();
  });
  seed.addEventListener('keydown', event => {
    if (event.key !== 'Enter') return;
    event.preventDefault(); // Enter draws the number typed, not a new one
    seed.blur();
  });
  pageState.know('pass', ({meta: {scene}}) => {
    seed.value = scene ? scene.seed : '';
    if (scene) kind.value = scene.kind;
  });
}
