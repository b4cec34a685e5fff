// The six sizes of a Vision Transformer as sliders, and sizes that are known by a name.
import {el} from '../../page/dom.js';

const plain = (image, patch, width, heads, depth, ratio) => ({
  image,
  patch,
  width,
  heads,
  depth,
  mlp_ratio: ratio,
});

/** Sizes by name: one that trains here in a minute, then the paper's and DeiT's. */
export const KNOWN = [
  {name: 'small', title: 'Trains here', sizes: plain(48, 8, 96, 4, 4, 2)},
  {name: 'tiny', title: 'ViT-Ti/16', sizes: plain(224, 16, 192, 3, 12, 4)},
  {name: 'base', title: 'ViT-B/16', sizes: plain(224, 16, 768, 12, 12, 4)},
  {name: 'large', title: 'ViT-L/16', sizes: plain(224, 16, 1024, 16, 24, 4)},
];

const KNOBS = [
  {name: 'image', title: 'Image size', unit: 'px', min: 32, max: 512, step: 2},
  {name: 'patch', title: 'Patch size', unit: 'px', min: 2, max: 64, step: 1},
  {name: 'width', title: 'Hidden dimension', unit: '', min: 16, max: 1536, step: 16},
  {name: 'heads', title: 'Heads', unit: '', min: 1, max: 24, step: 1},
  {name: 'depth', title: 'Depth, layers', unit: '', min: 1, max: 32, step: 1},
  {name: 'mlp_ratio', title: 'mlp_ratio', unit: '×', min: 0.5, max: 8, step: 0.5},
];

export class Knobs {
  /** `change(sizes)` hears of every movement. */
  constructor(find, {change}) {
    this.inputs = KNOBS.map(knob => this.knob(find('build-knobs'), knob, change));
    find('build-known').append(
      ...KNOWN.map(({name, title, sizes}) => {
        const button = el('button', '', title);
        Object.assign(button, {type: 'button'});
        Object.assign(button.dataset, {set: 'known', to: name});
        button.addEventListener('click', () => change({...sizes}));
        return button;
      }),
    );
  }

  knob(box, knob, change) {
    const {name, title, min, max, step} = knob;
    const label = el('label');
    const input = el('input');
    const output = el('output');
    Object.assign(input, {type: 'range', min, max, step});
    input.dataset.size = name;
    label.append(el('span', '', title), input, output);
    box.append(label);
    input.addEventListener('input', () => change({...this.sizes, [name]: Number(input.value)}));
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
