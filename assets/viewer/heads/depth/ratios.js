// One branch of the skip-to-branch norm ratios [L, 2, N]: attention is 0, the MLP 1.

export const BRANCHES = ['attention', 'MLP'];

/** The ratios of all tokens [L, N]. */
export const branchOf = (ratios, branch, meta) => slicesOf(ratios, branch, meta, 0);

/** The ratios of the patches alone [L, P]. */
export const patchesOf = (ratios, branch, meta) => slicesOf(ratios, branch, meta, meta.prefix);

/** For each layer the ratios of the tokens from `first` on. */
function slicesOf(ratios, branch, {layers, tokens}, first) {
  const count = tokens - first;
  const slices = new Float32Array(layers * count);
  for (let l = 0; l < layers; l++) {
    const from = (2 * l + branch) * tokens;
    slices.set(ratios.subarray(from + first, from + tokens), l * count);
  }
  return slices;
}

/** What the lines of the ratios' plot are. */
export function ratioKey({prefix, prefix_names: names}) {
  const apart = prefix
    ? `; coloured: the ${names[0]}${prefix > 1 ? ', dashed: the registers' : ''}`
    : '';
  return `Black: median of the patches, dotted: 10 and 90 %${apart}.`;
}
