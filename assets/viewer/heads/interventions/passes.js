// The passes before and after a change: what the state of the interventions needs of the server.
import {routes} from '../../record/contract.js';
import {startOf} from '../../record/grid.js';
import {openTrace} from '../../record/trace.js';
import {fieldsOf, queryOf} from './change.js';

export class Passes {
  running = null; // the trace of which a changed pass is on its way

  /**
   * @param {any} page the screen
   * @param {import('./state.js').State} state
   */
  constructor(page, state) {
    this.page = page;
    this.state = state;
  }

  /** Requests the pass as it is changed now; while a reply is on its way, only the newest waits. */
  async request() {
    const {trace} = this.page.state;
    this.page.redraw('paint');
    if (!this.state.before || this.running === trace) return;
    this.running = trace;
    const came = await this.page.during(this.answer(trace));
    if (this.running === trace) this.running = null;
    if (came && trace === this.page.state.trace) this.page.during(this.loadAround());
  }

  /** Fetches changed passes until one is that of the present change. */
  async answer(trace) {
    const {state, page} = this;
    for (let done = null; queryOf(state.change) !== done; ) {
      const {change} = state;
      const fields = {lane: 'heads', ...fieldsOf(change)};
      const reply = await trace.record.json(routes.changed(trace.record.url, fields));
      const after = openTrace(reply.viewer, page.base);
      await this.loadLayer(after);
      if (trace !== page.state.trace) {
        after.record.close();
        return;
      }
      state.adopt(after, reply);
      done = queryOf(change);
      await this.loadLines();
    }
    await this.weigh();
  }

  /** What the maps of the layer in sight are computed from, before and `after`. */
  loadLayer(after) {
    const {layer} = this.page.state;
    const start = startOf(after.meta);
    return Promise.all(
      [this.state.before, after].flatMap(({record}) => [
        record.layer(layer),
        ...(start < 0 ? [record.loadRow('from', start)] : []),
      ]),
    );
  }

  /** The layers that the keys may reach next. */
  async loadAround() {
    const {before, after} = this.state;
    const traces = [before, after].filter(Boolean);
    await Promise.all(traces.map(({record}) => record.load(this.page.state.layer)));
  }

  /** The lines of Python that repeat the changed pass, while they are open. */
  async loadLines() {
    const {after, linesOpen} = this.state;
    if (!after || !linesOpen) return;
    const {record} = after;
    const python = await (await record.get(routes.changedPython(record.url))).text();
    if (this.state.after !== after) return;
    this.state.python = python;
    this.page.redraw('paint');
  }

  /** First-order importance of the heads for the class in sight. */
  async weigh() {
    const {target, importance, change} = this.state;
    const {record} = this.page.state.trace;
    if (target && importance.choose(record, target.index, change.fill)) await importance.estimate();
  }

  close() {
    this.state.importance.clear();
    this.state.after?.record.close();
  }
}
