// Events between components that are mounted apart. The last detail of each is kept for those that
// are mounted later.
//   asked     a request went to the server       answered  its reply is here
//   fault     a sentence about an error          gone      the page's token has expired
//   picture   {art, meta} on the stage           placing   a crop being moved to, null when done
//   facts     [two lines] about the model        reading   [up to three sentences] about the map
//   classes   the likely ones                    target    the chosen {index, name}, or null
//   strip     {items, chosen}                    choose    the index of an example
//   asking    the query token of the map         help      open the panel of keys
//   show      what Explore is to show, {method, layer, head, pinned, ...}
//   number    a weight to explain, {meta, art, layer, head or null for their mean, from, to, note}
//   tried     {card}, the title of the guide's card that led to the present view

class Channel extends EventTarget {
  last = new Map();

  tell(name, detail = null) {
    this.last.set(name, detail);
    this.dispatchEvent(new CustomEvent(name, {detail}));
  }

  /** Calls `listener(detail)` at every event of a name, and now with the last one, if any. */
  hear(name, listener) {
    if (this.last.has(name)) listener(this.last.get(name));
    this.follow(name, listener);
  }

  /** Calls `listener(detail)` at every later event of a name. */
  follow(name, listener) {
    this.addEventListener(name, event => listener(/** @type {CustomEvent} */ (event).detail));
  }
}

export const channel = new Channel();
