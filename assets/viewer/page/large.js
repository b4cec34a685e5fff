// Large type for a lecture room: the page is drawn larger, as far as its picture still fits.
import {parts} from './dom.js';
import {forgetZoom} from './zoom.js';

export function mount({element}) {
  const button = parts(element)('large');
  button.addEventListener('click', () => {
    const large = document.body.classList.toggle('av-large'); // every screen redraws, as for a theme
    forgetZoom();
    button.setAttribute('aria-pressed', String(large));
  });
  window.addEventListener('resize', forgetZoom, {capture: true}); // before anybody measures
}
