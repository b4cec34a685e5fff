// The passes before and after a change: what the state of the interventions needs of the server.
import {routes} from '../../record/contract.js';
import {EVERY, startOf} from '../../record/grid.js';
import {openTrace} from '../../record/trace.js';
import {fieldsOf, queryOf} from './change.js';

export class Passes {
  running = null; // the trace of which a changed pass is on its way
  requested = ''; // the change that was requested last, as a query string

  /**
   * @param {any} page the screen
   * @param {import('./state.js').State} state
   */
  constructor(page, state) {
    this.page = page;
    this.state = state;
  }

  /** Requests the pass as it is changed now, if it is not here; while a reply is on its way, only the newest waits. */
  async request() {
    const {trace} = this.page.state;
    this.page.redraw('paint');
    if (!this.state.before || this.running === trace) return;
    this.running = trace;
    const came = await this.page.during(this.answer(trace));
    if (this.running === trace) this.running = null;
    if (trace !== this.page.state.trace) return;
    const {isKnown, change} = this.state;
    if (!isKnown && queryOf(change) !== this.requested) this.request();
    else if (came) this.page.during(this.loadAround());
  }

  /** Fetches changed passes until one is that of the present change. */
  async answer(trace) {
    const {state, page} = this;
    while (!state.isKnown) {
      const {change} = state;
      this.requested = queryOf(change);
      const fields = {lane: 'heads', ...fieldsOf(change)};
      const reply = await trace.record.json(routes.changed(trace.record.url, fields));
      const after = openTrace(reply.viewer, page.base);
      await this.loadLayer(after);
      if (trace !== page.state.trace) {
        after.record.close();
        return;
      }
      state.adopt(after, reply, change);
      await this.loadLines();
    }
    await this.weigh();
  }

  /** What the maps of the layer in sight are computed from, before and `after`. */
  loadLayer(after) {
    const {layer} = this.page.state;
    const traces = [this.state.before, after];
    return Promise.all([...traces.map(({record}) => record.layer(layer)), this.loadRows(traces)]);
  }

  /** The rows from the mean of tokens, which cannot be computed here, where they may be in sight. */
  loadRows(traces) {
    const {before, pinned} = this.state;
    if (startOf(before.meta) !== EVERY && pinned !== EVERY) return null;
    return Promise.all(traces.map(({record}) => record.loadRow('from', EVERY)));
  }

  /** The layers that the keys may reach next. */
  async loadAround() {
    const {before, after} = this.state;
    const traces = [before, after].filter(Boolean);
    const {layer} = this.page.state;
    await Promise.all([...traces.map(({record}) => record.load(layer)), this.loadRows(traces)]);
    await Promise.all(traces.map(({record}) => record.loadSinks())); // last: they are only marks
    this.page.redraw('mark');
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
    const {reply, target, importance, moves, change, worth} = this.state;
    const {record} = this.page.state.trace;
    if (worth !== 'class') moves.choose(record, worth, change.fill);
    if (!reply?.bars.length) return;
    if (importance.choose(record, target.index, change.fill)) await importance.estimate();
  }

  close() {
    this.state.importance.clear();
    this.state.moves.clear();
    this.state.after?.record.close();
  }
}
