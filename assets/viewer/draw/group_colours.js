// Colours of groups that have no order, such as segments: the same as in saved figures.

// Okabe & Ito 2008, without black, then five of Paul Tol's muted colours (2021).
const HEX = [
  ...['e69f00', '56b4e9', '009e73', 'f0e442', '0072b2', 'd55e00', 'cc79a7'],
  ...['882255', '44aa99', '332288', '999933', 'dddddd'],
];
const BAR = 256; // colours of a bar

/** The colour of a group as CSS has it. */
export const groupColour = group => `#${HEX[group]}`;

const levels = HEX.map(text => [0, 2, 4].map(i => parseInt(text.slice(i, i + 2), 16)));

/** Red, green and blue of every patch [P, 3], 0..1, by its label; `lit` alone where it is given. */
export function groupColours(labels, lit = null, rest = 0.25) {
  const out = new Float32Array(labels.length * 3);
  labels.forEach((label, i) => {
    const part = lit === null || lit === label ? 1 : rest;
    for (let c = 0; c < 3; c++) out[3 * i + c] = (levels[label][c] * part) / 255;
  });
  return out;
}

/** A bar of the groups, each as long as its share of the whole; as colormap.js has colour maps. */
export function groupBar(sizes) {
  const rgb = new Uint8Array(BAR * 3);
  const ends = sizes.map((_, i) => sizes.slice(0, i + 1).reduce((all, size) => all + size, 0));
  for (let i = 0; i < BAR; i++) {
    const at = ends.findIndex(end => (i + 0.5) / BAR < end);
    rgb.set(levels[at < 0 ? sizes.length - 1 : at], 3 * i);
  }
  const words = Uint32Array.from(
    {length: BAR},
    (_, i) => (0xff000000 | (rgb[3 * i + 2] << 16) | (rgb[3 * i + 1] << 8) | rgb[3 * i]) >>> 0,
  );
  return {name: 'groups', rgb, words};
}
