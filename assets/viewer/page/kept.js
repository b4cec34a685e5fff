// Choices that the browser keeps for the next visit. Where it denies storage, as in a frame of
// another site, they last as long as the page.

/** @type {Map<string, string>} */ const held = new Map();

/** The browser's store; null where it is denied. */
function store() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** Whether the next visit will have the choices too. */
export const outlives = () => store() !== null;

/** A choice by its name; null where none was made. */
export const recall = name => held.get(name) ?? store()?.getItem(name) ?? null;

export function keep(name, value) {
  held.set(name, value);
  try {
    store()?.setItem(name, value);
  } catch {
    // The store is full: the choice lasts as long as the page.
  }
}
