// The six sizes of a Vision Transformer as sliders, and sizes that are known by a name.
import {button, el} from '../../page/dom.js';
import {limits} from '../../record/limits.js';
import {endGesture} from '../../state/steps.js';

const sizesOf = (image, patch, width, heads, depth, ratio) => ({
  image,
  patch,
  width,
  heads,
  depth,
  mlp_ratio: ratio,
});

/** Sizes by name: one that trains here in a minute, then the paper's and DeiT's. */
export const KNOWN = [
  {name: 'small', title: 'Trains here', sizes: sizesOf(48, 8, 96, 4, 4, 2)},
  {name: 'tiny', title: 'ViT-Ti/16', sizes: sizesOf(224, 16, 192, 3, 12, 4)},
  {name: 'base', title: 'ViT-B/16', sizes: sizesOf(224, 16, 768, 12, 12, 4)},
  {name: 'large', title: 'ViT-L/16', sizes: sizesOf(224, 16, 1024, 16, 24, 4)},
];

const KNOBS = [
  {name: 'image', title: 'Image size', unit: 'px', step: 2},
  {name: 'patch', title: 'Patch size', unit: 'px', step: 1},
  {name: 'width', title: 'Hidden dimension', unit: '', step: 16},
  {name: 'heads', title: 'Heads', unit: '', step: 1},
  {name: 'depth', title: 'Depth, layers', unit: '', step: 1},
  {name: 'mlp_ratio', title: 'mlp_ratio', unit: '×', step: 0.5},
];

export class Knobs {
  sizes = KNOWN[0].sizes;

  /** `change(sizes)` is called at every movement. */
  constructor(find, {change}) {
    this.inputs = KNOBS.map(knob => this.knob(find('build-knobs'), knob, change));
    find('build-known').append(
      ...KNOWN.map(({name, title, sizes}) => {
        const choice = button('', title);
        Object.assign(choice.dataset, {set: 'known', to: name});
        choice.addEventListener('click', () => change({...sizes}));
        return choice;
      }),
    );
  }

  knob(box, knob, change) {
    const {name, title, step} = knob;
    const [min, max] = limits.modelSizes[name];
    const label = el('label');
    const input = el('input');
    const output = el('output');
    Object.assign(input, {type: 'range', min, max, step});
    input.dataset.size = name;
    label.append(el('span', '', title), input, output);
    box.append(label);
    input.addEventListener('input', () => change({...this.sizes, [name]: Number(input.value)}));
    input.addEventListener('change', endGesture);
    return {knob, input, output};
  }

  /** Sets the sliders. */
  show(sizes) {
    this.sizes = sizes;
    for (const {
      knob: {name, unit},
      input,
      output,
    } of this.inputs) {
      input.value = sizes[name];
      output.textContent = unit === '×' ? `×${sizes[name]}` : `${sizes[name]} ${unit}`.trim();
    }
  }
}
