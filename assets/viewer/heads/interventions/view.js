// What the interventions draw: bars, sentences, switches, the two maps, and the heads' importance.
// All of it is a function of the screen's state `s` and the section's `state`.
import {el, parts, press, refill, reveal, say} from '../../page/dom.js';
import {phraseOf} from '../../record/grid.js';
import {fixed, percent} from '../../record/figures.js';
import {peak} from '../../record/measures.js';
import {headName} from '../../screen/figures.js';
import {shifts} from './bars.js';
import {isChanged, sentence} from './change.js';
import {ImportanceView, importanceText} from './importance_view.js';
import {Pair, mapsOf, movedShare, peakText} from './maps.js';
import {MovesView} from './moves_view.js';
import {canRedo, canUndo} from '../../state/steps.js';
import {Starts} from './starts.js';
import {Switches} from './switches.js';

const LOOK = {opacity: 0.82, smooth: false, grid: true};

export class View {
  maps = [null, null]; // before and after, as drawn last
  bars = null; // what the bars are drawn from: {reply, target}

  /**
   * @param {HTMLElement} element
   * @param {any} actions those of Pair, Switches and ImportanceView
   */
  constructor(element, actions) {
    this.element = element;
    this.find = name => parts(element)(`cut-${name}`);
    this.pair = new Pair(this.find, actions);
    this.switches = new Switches(this.find('switches'), actions);
    this.importance = new ImportanceView(element, actions);
    this.moves = new MovesView(element, actions);
    this.starts = new Starts(this.find('starts'), actions.put);
  }

  /** Another picture: switches, layers and heads of its model. */
  open(meta) {
    const {find} = this;
    const option = (value, text) => Object.assign(el('option', '', text), {value});
    const count = n => Array.from({length: n}, (_, i) => i);
    this.switches.open(meta);
    find('layer').replaceChildren(...count(meta.layers).map(l => option(l, `Layer ${l + 1}`)));
    find('head').replaceChildren(
      option(-1, 'mean of heads'),
      ...count(meta.heads).map(h => option(h, `head ${h + 1}`)),
    );
  }

  measure({trace}) {
    this.pair.measure(trace);
    this.importance.measure(trace.meta);
    this.moves.measure(trace.meta);
  }

  paint({trace: {meta}}, state) {
    const {find, element} = this;
    const {change, reply, target} = state;
    press(element, 'brush', state.brush);
    press(element, 'fill', change.fill);
    this.switches.draw(change);
    say(find('sentence'), sentence(change, meta));
    this.steps();
    find('reset').disabled = !isChanged(change);
    if (find('python').value !== state.python) find('python').value = state.python;
    this.classes(reply, target?.index);
    this.importance.paint(state);
    this.moves.paint(state, meta.classifier);
  }

  /** Whether a step can be undone or redone. */
  steps() {
    this.find('undo').disabled = !canUndo();
    this.find('redo').disabled = !canRedo();
  }

  /** Bars of the classes, or a sentence where there are none. */
  classes(reply, target) {
    const {find, bars} = this;
    reveal(find('told'), reply && !reply.bars.length ? noClasses(reply) : '');
    if (!reply || (bars?.reply === reply && bars.target === target)) return;
    refill(find('bars'), shifts(reply.bars, target));
    this.bars = {reply, target};
  }

  mark(s, state, palette) {
    const {find} = this;
    const {query, importance, target} = state;
    const place = state.headOf(s);
    const {meta} = s.trace;
    this.maps = mapsOf(state, place);
    this.pair.draw({...s, ...LOOK}, this.maps, state, place);
    this.switches.light(s.lens);
    const name =
      place.head === meta.heads ? `mean of ${meta.heads} heads` : `head ${place.head + 1}`;
    say(find('title'), `Layer ${place.layer + 1}, ${name}`);
    say(find('from'), `from ${phraseOf(query, meta)}`);
    find('layer').value = s.layer;
    find('head').value = state.mean ? -1 : s.head;
    if (importance.question && target) this.importance.draw(state, s.lens, palette);
    if (state.worth !== 'class' && state.moves.question) this.moves.draw(state, s, palette);
    const [values] = this.maps;
    if (values) this.starts.paint(state, s.layer, peak(values, meta.prefix, query));
  }

  /** The status line: both peaks, the share that moved, and the importance of the head. */
  line(s, state) {
    const place = state.headOf(s);
    const {query, importance} = state;
    const {meta} = s.trace;
    const [one, other] = this.maps;
    const text = `${headName(place, meta.heads)} from ${phraseOf(query, meta)}`;
    const moved =
      one && other
        ? `: ${peakText(one, query, meta)} → ${peakText(other, query, meta)}, ` +
          `${percent(movedShare(one, other))} of it moved`
        : '';
    return text + moved + (place.head < meta.heads ? importanceText(importance, place) : '');
  }
}

const noClasses = ({alike}) =>
  'These weights name no classes, so there are no bars. ' +
  `The features before and after have a cosine of ${fixed(alike)}.`;
