// How much of a map lies on the objects of a drawn scene.

const HALF = 0.5;

/** Which share of a map's weight on patches, and of the patches' area, an object covers. */
export function covered(coverage, values, prefix) {
  let on = 0;
  let all = 0;
  let area = 0;
  coverage.forEach((part, i) => {
    on += part * values[prefix + i];
    all += values[prefix + i];
    area += part;
  });
  return {weight: all ? on / all : 0, area: area / coverage.length};
}

/**
 * How the strongest patch lies to an object, which covers a `share` of it and perhaps its centre. A
 * map of which more than half lies on the object does not miss it.
 * @returns {'hit' | 'touch' | 'beside' | 'miss'}
 */
export function lying({centre, share, weight}) {
  if (centre || share >= HALF) return 'hit';
  if (share) return 'touch';
  return weight > HALF ? 'beside' : 'miss';
}
