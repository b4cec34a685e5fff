// What is drawn of a test-time register: the lengths of the patches and one head's attention, each
// before and after, and what became of them in words.
import {colormap} from '../../draw/colormap.js';
import {Plate} from '../../draw/plate.js';
import {el, reveal, say} from '../../page/dom.js';
import {pointing} from '../../page/pointing.js';
import {times} from '../../record/figures.js';
import {phraseOf, startOf} from '../../record/grid.js';
import {peak} from '../../record/measures.js';
import {uniformScale} from '../../record/scale.js';
import {headName} from '../../screen/figures.js';
import {
  lengthText,
  neuronsText,
  outlierSentence,
  patchText,
  registerSentence,
} from './register_words.js';

const LOOK = {opacity: 0.82, smooth: false, grid: true};
const WAITING = 'The pass with the register is being computed …';
const KINDS = ['lengths', 'attention'];
const SIDES = ['before', 'after'];

export class RegisterView {
  map = colormap('inferno');

  constructor(find, register) {
    this.find = find;
    this.register = register;
    this.plates = new Map();
    for (const kind of KINDS) {
      for (const side of SIDES) this.plates.set(`${kind}-${side}`, this.plate(kind, side));
    }
  }

  plate(kind, side) {
    const {register} = this;
    const plate = new Plate(this.find(`${kind}-${side}`));
    const traceOf = () => (side === 'after' ? register.after : register.page.state.trace);
    const at = event => {
      const {meta} = traceOf();
      return plate.tokenAt(event, meta) - meta.prefix;
    };
    const point = patch => register.point(patch);
    pointing(plate.canvas, at, {hover: point, pin: point, ask: point});
    return plate;
  }

  /** Another picture: the layers of its model. */
  open({layers}, facts) {
    const {find} = this;
    const options = Array.from({length: layers}, (_, l) =>
      Object.assign(el('option', '', `L${l + 1}`), {value: String(l + 1)}),
    );
    find('layer').replaceChildren(...options);
    find('layer').value = String(facts.longest);
    say(find('scale'), `full at ${facts.outlier} medians`);
    find('count').max = String(facts.neurons.length);
  }

  /** The traces of both sides; null before the pass after is here. */
  get sides() {
    const {register} = this;
    const {trace} = register.page.state;
    return register.after && trace ? [trace, register.after] : null;
  }

  measure() {
    this.show();
    const {sides} = this;
    if (!sides || this.find('panel').hidden) return;
    for (const kind of KINDS) {
      SIDES.forEach((side, i) => this.plates.get(`${kind}-${side}`).measure(sides[i].meta));
    }
  }

  /** The sentence, the button or the panel. */
  show() {
    const {find, register} = this;
    const {facts, count} = register;
    reveal(find('facts'), facts ? outlierSentence(facts) : '');
    find('add').hidden = !register.offered || count > 0;
    find('panel').hidden = !count;
    if (!count) return;
    if (!register.after) say(find('says'), WAITING);
    find('copy').disabled = !register.after;
    find('count').value = String(count);
    say(find('number'), String(count));
  }

  /** Brings the panel into sight. */
  reveal() {
    this.find('panel').scrollIntoView({block: 'nearest'});
  }

  paint() {
    const {find, register, sides} = this;
    if (!sides || !register.count) return;
    const {facts: before, healed: after, moved, alike} = register;
    say(find('says'), registerSentence({before, after, count: moved.length, alike}));
    say(find('neurons'), neuronsText(moved));
  }

  mark(s) {
    const {sides, register} = this;
    if (!sides || !register.count) return;
    const layer = Number(this.find('layer').value);
    const place = s.lens ?? {layer: s.layer, head: s.head};
    sides.forEach((trace, i) => {
      this.lengths(s, {trace, side: SIDES[i], layer});
      this.attention(s, {trace, side: SIDES[i], place});
    });
    const {meta} = s.trace;
    say(this.find('head'), `Attention of ${headName(place)} from ${phraseOf(startOf(meta), meta)}`);
  }

  lengths(s, {trace, side, layer}) {
    const {outlier} = this.register.facts;
    const values = trace.features.norms(layer);
    const median = trace.features.medians[layer];
    const scale = {unit: v => Math.min(1, v / median / outlier), signed: false};
    this.draw(s, {kind: 'lengths', side, trace, values, scale, top: null});
    this.tell('lengths', side, lengthText(values, median, trace.meta.prefix));
  }

  attention(s, {trace, side, place}) {
    const {prefix, tokens} = trace.meta;
    const values = trace.map(place.layer, place.head);
    const top = peak(values, prefix, -1);
    this.draw(s, {kind: 'attention', side, trace, values, scale: uniformScale(tokens), top});
    this.tell('attention', side, `peak ${times(values[top] * tokens)}× uniform`);
  }

  draw(s, {kind, side, trace, values, scale, top}) {
    const look = {...s, ...LOOK, trace};
    const plate = this.plates.get(`${kind}-${side}`);
    const {hover} = this.register;
    plate.paint(look, [{values, scale, map: this.map}]);
    plate.mark(look, hover === null ? null : hover + trace.meta.prefix, top);
  }

  tell(kind, side, text) {
    say(this.find(`${kind}-${side}-says`), text);
    const name = kind === 'lengths' ? 'Lengths of the patches' : 'Attention';
    this.find(`${kind}-${side}`).setAttribute('aria-label', `${name}, ${side}: ${text}`);
  }

  /** The status line while the pointer is on one of the maps, else nothing. */
  line(s) {
    const {sides, register} = this;
    if (!sides || register.hover === null) return '';
    const layer = Number(this.find('layer').value);
    const place = s.lens ?? {layer: s.layer, head: s.head};
    const [before, after] = sides.map(trace => {
      const {features, meta} = trace;
      const token = register.hover + meta.prefix;
      return {
        length: features.norms(layer)[token] / features.medians[layer],
        weight: trace.map(place.layer, place.head)[token] * meta.tokens,
      };
    });
    return patchText(register.hover, {meta: s.trace.meta, before, after});
  }
}
