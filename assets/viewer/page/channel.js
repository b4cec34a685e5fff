// Events between components that are mounted apart. An event is for those that are there: what a
// late one has to know is a fact of the page's state (state/facts.js).
//   away      a sentence while the server does not answer, null when it does again
//   broken    the line may be broken              answers   the server answers
//   asked     a request went to the server       answered  its reply is here
//   fault     a sentence about an error, which the answer on Explore shows
//   notice    a sentence below the top bar       gone      the page's token has expired
//   placing   a crop being moved to, null when done
//   choose    the index of an example            help      open the panel of keys
//   open      a File to be opened as a picture    file  one that was sent to be shown next
//   number    a weight to explain, {meta, art, layer, head or null for their mean, from, to, note}
//   tried     {card, state}: the title of the guide's card that led to the present view, and the
//             state of the page before
//   taught    {key, title} of a model with classes of one's own, which is new
//   frame     what Explore drew last: {query, sentences}, of a hovered patch too
//   watching  a part that shows the last frame is there: it is drawn again
//   steps     another step can be undone or redone

class Channel extends EventTarget {
  tell(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, {detail}));
  }

  /** Calls `listener(detail)` at every later event of a name. */
  follow(name, listener) {
    this.addEventListener(name, event => listener(/** @type {CustomEvent} */ (event).detail));
  }
}

export const channel = new Channel();
