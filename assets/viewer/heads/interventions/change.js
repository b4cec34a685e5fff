// What is changed in a pass, as a value that is never altered, and the steps that led to it.

/** `off` are places "layer.head"; `hidden` and `blanked` patches, from 0; all counted from 0. */
export const NOTHING = Object.freeze({
  off: new Set(),
  fill: 'zero',
  hidden: new Set(),
  blanked: new Set(),
  temperature: new Map(),
});

export const placeOf = (layer, head) => `${layer}.${head}`;

/** A set with some items put in or taken out. */
export function withItems(set, items, on) {
  const made = new Set(set);
  for (const item of items) {
    if (on) made.add(item);
    else made.delete(item);
  }
  return made;
}

/** A map of temperatures with one layer's set; 1 changes nothing and is left out. */
export function withHeat(temperature, layer, heat) {
  const made = new Map(temperature);
  made.delete(layer);
  if (heat !== 1) made.set(layer, heat);
  return made;
}

/** Whether anything of a pass is changed: what stands in for heads counts once one is off. */
export const isChanged = ({off, hidden, blanked, temperature}) =>
  [off, hidden, blanked, temperature].some(({size}) => size > 0);

const inOrder = items => [...items].sort((a, b) => a - b).join('-');

/** A change as the server reads it. */
export function queryOf({off, fill, hidden, blanked, temperature}) {
  const query = new URLSearchParams();
  const put = (name, text) => {
    if (text) query.set(name, text);
  };
  put('off', [...off].sort().join('-'));
  put('fill', off.size ? fill : '');
  put('hidden', inOrder(hidden));
  put('blanked', inOrder(blanked));
  put(
    'temperature',
    [...temperature]
      .map(([layer, heat]) => `${layer}:${heat}`)
      .sort()
      .join('-'),
  );
  return query.toString();
}

/** What is changed now, in words. */
export function sentence(change, {layers, heads}) {
  const {off, fill, hidden, blanked, temperature} = change;
  if (!isChanged(change)) {
    return 'Nothing is changed: switch a head off, mask a patch or move a temperature.';
  }
  const rows = Array.from({length: layers}, (_, l) => [
    l,
    Array.from({length: heads}, (__, h) => h).filter(h => off.has(placeOf(l, h))),
  ]);
  const told = rows
    .filter(([, found]) => found.length)
    .map(([l, found]) =>
      found.length === heads ? `all of L${l + 1}` : `L${l + 1} H${named(found)}`,
    );
  const parts = [
    told.length && `Off${fill === 'mean' ? ', replaced by their mean' : ''}: ${told.join('; ')}.`,
    hidden.size && `Masked in attention: ${patches(hidden.size)}.`,
    blanked.size && `Masked in pixels: ${patches(blanked.size)}.`,
    temperature.size &&
      `Temperature: ${[...temperature]
        .sort(([a], [b]) => a - b)
        .map(([l, heat]) => `L${l + 1} ×${heat}`)
        .join(', ')}.`,
  ];
  return parts.filter(Boolean).join(' ');
}

const named = numbers => numbers.map(number => number + 1).join(', ');
const patches = count => (count === 1 ? '1 patch' : `${count} patches`);

/** Steps that can be taken back and again. */
export class History {
  past = [];
  future = [];
  now = NOTHING;
  gesture = null;

  /** The next step; all steps of one gesture, as of one drag, are taken back together. */
  put(change, gesture = null) {
    if (gesture === null || gesture !== this.gesture) {
      this.past.push(this.now);
      this.future = [];
    }
    Object.assign(this, {gesture, now: change});
  }

  /** A gesture is over: the next one is a step of its own. */
  rest() {
    this.gesture = null;
  }

  undo() {
    return this.move(this.past, this.future);
  }
  redo() {
    return this.move(this.future, this.past);
  }

  /** Whether there was a step to take. */
  move(from, to) {
    if (!from.length) return false;
    to.push(this.now);
    this.now = from.pop();
    this.rest();
    return true;
  }

  /** Another model: what was changed in the last one has no meaning here. */
  clear() {
    Object.assign(this, {past: [], future: [], now: NOTHING, gesture: null});
  }
}
