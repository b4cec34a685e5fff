// The robust end of a linear scale, the same rule as robust_top of vit/figures/scale.py.

const SHARE = 0.995; // of the sorted values, which the scale reaches
const FEW = 20; // values of which one is no outlier: it is 5 % of them
let room = new Float64Array(0);

/**
 * The end of a linear scale of maps [N], so that a few large values do not darken the rest: the
 * value at 99.5 % of the sorted values of all patches, rounded down, without `self`, the query. 7 of
 * 1369 patches lie above it, 1 of 144. The largest value where that is 0, and of at most 20 values.
 * @param {ArrayLike<number>[]} maps
 */
export function robustTop(maps, prefix, self = -1) {
  const count = gather(maps, prefix, self);
  if (!count) return 0;
  const top = count > FEW ? select(room, count, Math.floor(SHARE * (count - 1))) : 0;
  if (top > 0) return top;
  let most = 0;
  for (let i = 0; i < count; i++) most = Math.max(most, room[i]);
  return most;
}

/** Writes the patches of all maps but the query into `room`; returns their number. */
function gather(maps, prefix, self) {
  const most = maps.reduce((sum, values) => sum + values.length, 0);
  if (room.length < most) room = new Float64Array(most);
  let count = 0;
  for (const values of maps) {
    for (let j = prefix; j < values.length; j++) if (j !== self) room[count++] = values[j];
  }
  return count;
}

/** The value at a place of the first `count` values, were they sorted (Hoare 1961); moves them. */
function select(values, count, place) {
  let left = 0;
  let right = count - 1;
  while (left < right) {
    const pivot = values[(left + right) >> 1];
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i > j) break;
      const kept = values[i];
      values[i++] = values[j];
      values[j--] = kept;
    }
    if (place <= j) right = j;
    else if (place >= i) left = i;
    else break;
  }
  return values[place];
}
