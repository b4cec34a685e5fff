// How the parts of the page, mounted apart, tell one another what happened.
// asked: somebody asked the server; answered: it replied; fault: a sentence for the note;
// placing: a crop the frame is moved to, null when it is back; asking: the token asked from;
// picture: {art, meta} on the stage; facts: [two lines]; reading: [two sentences]; help: asked for;
// classes: the likely ones; target: {index, name} of the class asked about, null after a change;
// strip: {items, chosen}; choose: the index of an example; gone: the page's token has expired.
// show: what Explore is asked to show, {method, layer, head, pinned, ...}; number: one attention
// weight to be opened, {meta, art, layer, head or null for their mean, from, to}; tried: {card},
// the title of the card that led here.

class Channel extends EventTarget {
  last = new Map();

  tell(name, detail = null) {
    this.last.set(name, detail);
    this.dispatchEvent(new CustomEvent(name, {detail}));
  }

  /** Calls `listener(detail)` now, if something was told before, and whenever it is told. */
  hear(name, listener) {
    if (this.last.has(name)) listener(this.last.get(name));
    this.addEventListener(name, event => listener(event.detail));
  }
}

export const channel = new Channel();
