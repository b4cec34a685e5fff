// What the interventions show for one state: bars, words, switches, and the two maps.
import {press, refill, reveal, say} from '../../page/dom.js';
import {isPatch, startOf} from '../../record/grid.js';
import {preciseShare} from '../../record/figures.js';
import {hundredths} from '../../record/shares.js';
import {shifts} from './bars.js';
import {isChanged, sentence} from './change.js';
import {fromText, movedShare, peakText} from './maps.js';

export class View {
  constructor(section, pair) {
    Object.assign(this, {section, pair, maps: [], drawn: null});
  }

  measure({trace}) {
    this.pair.measure(trace);
  }

  paint({trace: {meta}}) {
    const {find, page, change, history, reply, target, worth} = this.section;
    press(page.element, 'brush', this.section.brush);
    press(page.element, 'fill', change.fill);
    this.section.switches.draw(change);
    say(find('sentence'), sentence(change, meta));
    find('undo').disabled = !history.past.length;
    find('redo').disabled = !history.future.length;
    find('reset').disabled = !isChanged(change);
    this.bars(find, reply, target?.index);
    page.screen.find('worth').hidden = !reply?.bars.length || !worth.asked;
  }

  bars(find, reply, target) {
    const told =
      reply &&
      !reply.bars.length &&
      'These weights name no classes, so there are no ' +
        `bars. The features before and after have a cosine of ${hundredths(reply.alike)}.`;
    reveal(find('told'), told || '');
    if (!reply || (this.drawn?.[0] === reply && this.drawn[1] === target)) return;
    refill(find('bars'), shifts(reply.bars, target));
    this.drawn = [reply, target];
  }

  mark(s) {
    const {find, query, before, after, change, brush, switches, mean} = this.section;
    const {layer, head} = this.cell(s);
    const {meta} = s.trace;
    this.maps = [before, after].map(one => one && this.map(one, layer, head));
    const look = {...s, opacity: 0.82, smooth: false, grid: true};
    const cursor = isPatch(query, meta) ? query : null;
    this.pair.draw(look, this.maps, change, {query, cursor, brush});
    switches.light(s.lens);
    const name = head === meta.heads ? `mean of ${meta.heads} heads` : `head ${head + 1}`;
    say(find('title'), `Layer ${layer + 1}, ${name}`);
    say(find('from'), fromText(query, meta));
    find('layer').value = s.layer;
    find('head').value = mean ? -1 : s.head;
  }

  /** The head in hand; the number of heads stands for their mean. */
  cell({lens, layer, head, trace: {meta}}) {
    return lens ?? {layer, head: this.section.mean ? meta.heads : head};
  }

  map(trace, layer, head) {
    const {query, pinned} = this.section;
    const fallback = pinned ?? startOf(trace.meta);
    trace.attend(query, 'from', {first: layer, last: layer, fallback});
    return trace.origins[layer] === 'missing' ? null : trace.map(layer, head);
  }

  line(s) {
    const {query, worth} = this.section;
    const {layer, head} = this.cell(s);
    const {meta} = s.trace;
    const name = head === meta.heads ? 'mean' : `H${head + 1}`;
    const [one, other] = this.maps;
    const told = `L${layer + 1} ${name} ${fromText(query, meta)}`;
    const moved =
      one && other
        ? `: ${peakText(one, query, meta)} → ${peakText(other, query, meta)}, ` +
          `${preciseShare(movedShare(one, other))} of it moved`
        : '';
    return told + moved + (head < meta.heads ? worth.line({layer, head}) : '');
  }
}
