// What the sizes mean, in words and numbers; the numbers are the server's.
import {el, say} from '../../page/dom.js';

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
const SHADES = ['var(--ink)', 'var(--ink-2)', 'var(--ink-3)', 'var(--line)'];

/** 85.8 M, 12.3 k, 960. */
export function short(number) {
  for (const [power, name] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ]) {
    if (number < power) continue;
    return `${(number / power).toFixed(number >= 100 * power ? 0 : 1)} ${name}`;
  }
  return String(number);
}

const bytes = number => `${short(number)}B`;

export const caption = (image, patch) =>
  `${Math.floor(image / patch)} × ${Math.floor(image / patch)} patches of ${patch} × ${patch} px`;

export const leftOver = (image, patch) =>
  image % patch
    ? `${image % patch} px are left over on the right and below: no whole patch covers them.`
    : '';

/** The two rules; one that breaks is named, with the sizes nearby that would fit. */
export function writeRules(list, rules, take) {
  list.replaceChildren(
    ...rules.map(({name, reads, holds, nearest}) => {
      const row = el('li', holds ? '' : 'is-broken');
      row.append(el('span', 'av-build-rule', name), el('span', '', `${reads}${holds ? ' ✓' : ''}`));
      if (!holds) row.append(el('span', '', `does not fit: ${SIZE_OF[name]} `));
      for (const size of nearest) {
        const button = el('button', 'av-toggle', String(size));
        button.type = 'button';
        button.addEventListener('click', () => take({[SIZE_OF[name]]: size}));
        row.append(button);
      }
      return row;
    }),
  );
}

/** What follows from the sizes; nothing where a rule breaks. */
export function writeFacts(list, {shape, ...facts}, sizes) {
  const rows = shape ? rowsOf(shape, facts, sizes) : [['no model', 'a rule is broken', '']];
  list.replaceChildren(
    ...rows.flatMap(([name, value, how]) => {
      const told = el('dd', '', value);
      if (how) told.append(el('span', 'av-unit', how));
      return [el('dt', '', name), told];
    }),
  );
}

function rowsOf(shape, facts, {patch, width, heads, depth, mlp_ratio: ratio}) {
  const {rows, cols, patches, tokens, patch_numbers: numbers, head_width: head, hidden} = shape;
  return [
    ['tokens', String(tokens), `${rows} × ${cols} = ${patches} patches + class token`],
    ['each patch', `${numbers} numbers`, `${patch} × ${patch} × 3, projected to ${width}`],
    ['each head', `${head} wide`, `${width} / ${heads}`],
    ['MLP', `${hidden} wide`, `${width} × ${ratio}`],
    ['attention maps', String(depth * heads), `${depth} × ${heads}, each ${tokens} × ${tokens}`],
    ['multiply-adds', short(facts.multiply_adds), 'a picture'],
    ['weights', bytes(facts.weight_bytes), `${short(facts.total)} parameters, float32`],
    ['its record', bytes(facts.record_bytes), `all maps: ${bytes(facts.map_bytes)}`],
  ];
}

/** A bar of the parameters, part by part, the largest first. */
export function writeParts(find, {parameters = {}, total = 0}) {
  const parts = Object.entries(parameters).sort((a, b) => b[1] - a[1]);
  say(find('build-total'), total ? short(total) : '');
  find('build-bar').replaceChildren(
    ...parts.map(([, count], i) => {
      const piece = el('span');
      piece.style.flexGrow = String(count / total);
      piece.style.background = SHADES[Math.min(i, SHADES.length - 1)];
      return piece;
    }),
  );
  find('build-parts').replaceChildren(
    ...parts.map(([name, count], i) => {
      const row = el('li');
      const mark = el('span', 'av-build-mark');
      mark.style.background = SHADES[Math.min(i, SHADES.length - 1)];
      const share = `${((count / total) * 100).toFixed(count / total < 0.1 ? 1 : 0)} %`;
      const told = [NAMES[name], short(count), share].map(text => el('span', '', text));
      row.append(mark, ...told);
      return row;
    }),
  );
}
