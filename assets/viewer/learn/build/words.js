// The sentences and numbers on the sizes; the numbers come from the server.
import {bytes, count, number, percent} from '../../record/figures.js';
import {button, el, say} from '../../page/dom.js';

const NAMES = {
  patches: 'patch projection',
  positions: 'position vectors',
  prefix: 'class token',
  attention: 'attention',
  mlp: 'MLPs',
  norms: 'layer norms',
  head: 'classifier',
};
const SIZE_OF = {'image size % patch size': 'image', 'hidden dimension % heads': 'width'};
const UNITS = [
  {size: 1e9, name: 'G'},
  {size: 1e6, name: 'M'},
  {size: 1e3, name: 'k'},
];
const SHADES = ['var(--ink)', 'var(--ink-2)', 'var(--ink-3)', 'var(--line)'];

/** 85.8 M, 12.3 k, 960. */
export function short(value) {
  const unit = UNITS.find(({size}) => value >= size);
  if (!unit) return count(value);
  return `${number(value / unit.size)} ${unit.name}`;
}

export const caption = (image, patch) =>
  `${Math.floor(image / patch)} × ${Math.floor(image / patch)} patches of ${patch} × ${patch} px`;

export const leftOver = (image, patch) =>
  image % patch
    ? `${image % patch} px are left over on the right and below: no whole patch covers them.`
    : '';

/** The two rules; for one that does not hold, the nearest sizes that would fit. */
export function writeRules(list, rules, take) {
  list.replaceChildren(
    ...rules.map(({name, reads, holds, nearest}) => {
      const row = el('li', holds ? '' : 'is-broken');
      row.append(el('span', 'av-build-rule', name), el('span', '', `${reads}${holds ? ' ✓' : ''}`));
      if (!holds) row.append(el('span', '', `does not fit: ${SIZE_OF[name]} `));
      for (const size of nearest) {
        const choice = button('av-toggle', String(size));
        choice.addEventListener('click', () => take({[SIZE_OF[name]]: size}));
        row.append(choice);
      }
      return row;
    }),
  );
}

/** The numbers that follow from the sizes; none where a rule is broken. */
export function writeFacts(list, {shape, ...facts}, sizes) {
  const rows = shape ? rowsOf(shape, facts, sizes) : [['no model', 'a rule is broken', '']];
  list.replaceChildren(
    ...rows.flatMap(([name, value, how]) => {
      const entry = el('dd', '', value);
      if (how) entry.append(el('span', 'av-unit', how));
      return [el('dt', '', name), entry];
    }),
  );
}

function rowsOf(shape, facts, {patch, width, heads, depth, mlp_ratio: ratio}) {
  const {rows, cols, patches, tokens, patch_numbers: numbers, head_width: head, hidden} = shape;
  return [
    ['tokens', count(tokens), `${rows} × ${cols} = ${patches} patches + class token`],
    ['each patch', `${numbers} numbers`, `${patch} × ${patch} × 3, projected to ${width}`],
    ['each head', `${head} wide`, `${width} / ${heads}`],
    ['MLP', `${hidden} wide`, `${width} × ${ratio}`],
    ['attention maps', count(depth * heads), `${depth} × ${heads}, each ${tokens} × ${tokens}`],
    ['multiply-adds', short(facts.multiply_adds), 'a picture'],
    ['weights', bytes(facts.weight_bytes), `${short(facts.total)} parameters, float32`],
    ['its record', bytes(facts.record_bytes), `all maps: ${bytes(facts.map_bytes)}`],
  ];
}

/** A bar of the parameters by part, the largest first. */
export function writeParts(find, {parameters = {}, total = 0}) {
  const parts = Object.entries(parameters).sort((a, b) => b[1] - a[1]);
  say(find('build-total'), total ? short(total) : '');
  find('build-bar').replaceChildren(
    ...parts.map(([, size], i) => {
      const piece = el('span');
      piece.style.flexGrow = String(size / total);
      piece.style.background = SHADES[Math.min(i, SHADES.length - 1)];
      return piece;
    }),
  );
  find('build-parts').replaceChildren(
    ...parts.map(([name, size], i) => {
      const row = el('li');
      const mark = el('span', 'av-build-mark');
      mark.style.background = SHADES[Math.min(i, SHADES.length - 1)];
      const words = [NAMES[name], short(size), percent(size / total)].map(text =>
        el('span', '', text),
      );
      row.append(mark, ...words);
      return row;
    }),
  );
}
