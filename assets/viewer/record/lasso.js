// A circled place on the picture as the share of each patch that lies inside.

const FINE = 6; // lines of samples in each patch, and samples of a line

/**
 * Coverage [P] in 0..1 of the patches by a closed line through `points` [x, y], in fractions of
 * the picture; a part that is circled twice is outside again (the even-odd rule).
 */
export function circled(points, {rows, cols}) {
  const cover = new Float64Array(rows * cols);
  const each = 1 / FINE ** 2;
  const fine = cols * FINE;
  for (let line = 0; line < rows * FINE; line++) {
    const cuts = crossings(points, (line + 0.5) / (rows * FINE));
    const row = Math.floor(line / FINE);
    for (let i = 0; i + 1 < cuts.length; i += 2) {
      const from = Math.max(0, Math.ceil(cuts[i] * fine - 0.5));
      const to = Math.min(fine, Math.ceil(cuts[i + 1] * fine - 0.5));
      for (let x = from; x < to; x++) cover[row * cols + Math.floor(x / FINE)] += each;
    }
  }
  return cover;
}

/** Where the closed line crosses a height, from left to right. */
function crossings(points, y) {
  const cuts = [];
  points.forEach(([x1, y1], i) => {
    const [x0, y0] = points.at(i - 1);
    if (y0 <= y !== y1 <= y) cuts.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
  });
  return cuts.sort((a, b) => a - b);
}

/** Coverage [P] of a block of patches, both ends included. */
export function block({top, bottom, left, right}, {rows, cols}) {
  return Float64Array.from({length: rows * cols}, (_, i) => {
    const row = Math.floor(i / cols);
    const col = i % cols;
    return Number(row >= top && row <= bottom && col >= left && col <= right);
  });
}

/** Share of a map's mass [N] inside, of all tokens or of the patches alone. */
export function massInside(values, prefix, cover, patchesOnly) {
  let inside = 0;
  let all = 0;
  for (let i = 0, j = prefix; i < cover.length; i++, j++) {
    inside += cover[i] * values[j];
    all += values[j];
  }
  return patchesOnly ? inside / (all || 1) : inside;
}

const MOST = 60; // points of a line that is kept

/** Points of a line, evenly left out until there are few enough for a link. */
export function thinned(points) {
  const each = Math.max(1, points.length / MOST);
  return Array.from(
    {length: Math.min(points.length, MOST)},
    (_, i) => points[Math.floor(i * each)],
  );
}
