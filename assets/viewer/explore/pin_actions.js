// What a person does with heads in colours: pin a head, let it go, take the four of least overlap.
import {headMask, leastOverlap} from '../record/head_masks.js';
import {limits} from '../record/limits.js';
import {choose} from '../state/choices.js';

const COLOURED = {blend: true, method: 'attention'};

/** `full` says that no more heads are kept. */
export function pinActions(s, {full}) {
  const at = (layer, head) => s.pins.findIndex(pin => pin[0] === layer && pin[1] === head);

  /** The four heads of the chosen layer whose patches overlap least. */
  function four() {
    const {meta} = s.trace;
    const masks = [...Array(meta.heads).keys()].map(head =>
      headMask(s.trace.map(s.layer, head), meta.prefix, s.mass / 100),
    );
    return leastOverlap(masks, limits.mostPins).map(head => [s.layer, head]);
  }

  function pin(layer, head) {
    if (!s.trace || head === s.trace.meta.heads) return; // the mean is no head
    const place = at(layer, head);
    if (place >= 0) unpin(place);
    else if (s.pins.length >= limits.mostPins) full();
    else choose({...COLOURED, pins: [...s.pins, [layer, head]]});
  }

  function unpin(place) {
    const pins = s.pins.filter((_, i) => i !== place);
    choose({pins: pins.length ? pins : null, blend: pins.length > 0});
  }

  return {
    pinHead: (layer = s.layer, head = s.head) => pin(layer, head),
    unpinHead: unpin,
    fourHeads: () => choose({...COLOURED, pins: four()}),
    blend() {
      if (s.blend) choose({blend: false});
      else choose({...COLOURED, ...(s.pins.length ? {} : {pins: four()})});
    },
    mass: percent => choose({mass: percent}, {gesture: 'mass'}),
  };
}
