// Mends the stops of the Tab key in Gradio's components within one place.

/**
 * Makes the radio buttons of the component `id` one stop, in which the arrow keys choose: Gradio
 * gives each a group of its own. An open list of options is none: its field has the focus, and
 * the list goes when the focus leaves that. Holds for what is added later too.
 * @param {HTMLElement} place
 * @param {string} id
 */
export function mendStops(place, id) {
  const mend = () => {
    for (const list of place.querySelectorAll('ul[role=listbox]'))
      list.setAttribute('tabindex', '-1');
    const box = place.querySelector(`#${id}`);
    if (box) join(box, id);
  };
  new MutationObserver(mend).observe(place, {childList: true, subtree: true});
  mend();
}

function join(box, id) {
  const apart = [...box.querySelectorAll(`input[type=radio]:not([name="${id}"])`)];
  if (!apart.length) return;
  for (const radio of apart) radio.setAttribute('name', id);
  box.setAttribute('role', 'radiogroup');
  box.setAttribute('aria-label', box.querySelector('[data-testid=block-info]')?.textContent ?? '');
}
