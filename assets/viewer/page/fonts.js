// The page's fonts come after its first frame: what was measured and written in another font until
// then is done again.

/** Redraws every screen whenever fonts came: each watches the classes of the body for the theme. */
export function mount() {
  const redraw = () => document.body.classList.add('av-fonts');
  document.fonts.addEventListener('loadingdone', redraw); // an equal class is told anew as well
  document.fonts.ready.then(redraw);
}
