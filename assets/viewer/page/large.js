// Large type for a lecture room: the page is drawn larger, as far as its picture still fits.
import {parts} from './dom.js';
import {keep, recall} from './kept.js';
import {forgetZoom} from './zoom.js';

const STORED = 'attention-viewer-type';

export function mount({element}) {
  const button = parts(element)('large');
  const apply = large => {
    document.body.classList.toggle('av-large', large); // every screen redraws, as for a theme
    forgetZoom();
    button.setAttribute('aria-pressed', String(large));
  };
  button.addEventListener('click', () => {
    const large = !document.body.classList.contains('av-large');
    keep(STORED, large ? 'large' : 'plain');
    apply(large);
  });
  window.addEventListener('resize', forgetZoom, {capture: true}); // before anybody measures
  apply(recall(STORED) === 'large');
}
