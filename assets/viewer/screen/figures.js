// The names of layers and heads on the page; they count from 1.

/** "L6 mean", "L6 H3". */
export const headName = ({layer, head}, heads) =>
  `L${layer + 1} ${head === heads ? 'mean' : `H${head + 1}`}`;
