// Statistics: figures of every head, and the map of the head in hand.
import {colormap} from '../draw/colormap.js';
import {Plate} from '../draw/plate.js';
import {startOf} from '../record/grid.js';
import {uniformScale} from '../record/scale.js';

export class Statistics {
  static key = 'statistics';
  static title = 'Statistics';

  constructor(page) {
    this.page = page;
    this.plate = new Plate(page.screen.find('stat-picture'));
  }

  async open(s) {
    const {trace} = s, query = startOf(trace.meta);
    await this.page.during(trace.record.loadRow('from', query));
    if (s.trace !== trace) return;
    trace.attend(query, 'from');
    this.page.redraw('paint');
  }

  measure(s) { this.plate.measure(s.trace.meta); }

  paint() {}

  mark(s) {
    const {trace, trace: {meta}} = s, {layer, head} = s.lens ?? s;
    const values = trace.map(layer, head), missing = trace.made[layer] === 'missing';
    const view = {values, scale: uniformScale(meta.tokens), map: colormap('inferno')};
    const look = {...s, opacity: .82, smooth: false, grid: true};
    this.plate.paint(look, [missing ? null : view]);
    this.plate.mark(look, null, null);
  }

  line(s) {
    const {layer, head} = s.lens ?? s;
    return `L${layer + 1} H${head + 1}`;
  }

  close() {}
}
