// A test-time register: the pass with one token more, to which the neurons that write outliers are
// moved, beside the page's own pass. How many neurons is a fact of the page; null is no register.
import {numberIn, say} from '../../page/dom.js';
import {routes} from '../../record/contract.js';
import {startOf} from '../../record/grid.js';
import {limits} from '../../record/limits.js';
import {openTrace} from '../../record/trace.js';
import {copy} from '../../screen/copy.js';
import {pageState} from '../../state/page.js';
import {endGesture} from '../../state/steps.js';
import {RegisterView} from './register_view.js';

const write = pageState.writer('heads/statistics/register');
const CONFIRMED = 2500; // ms that a confirmation stays

export class Register {
  /** @type {import('../../record/replies.js').OutlierFacts | null} */ facts = null;
  /** @type {import('../../record/replies.js').OutlierFacts | null} */ healed = null; // of `after`
  after = null; // trace of the pass with the register
  alike = 1; // cosine of what both passes give out
  moved = []; // the neurons of that pass
  known = ''; // the neurons of that pass, as the server reads them
  running = null; // the trace of the page for which a pass is on its way
  hover = null; // patch under the pointer, from 0

  /** `page` is the screen, `find` finds the parts by name. */
  constructor(page, find) {
    this.page = page;
    this.find = find;
    this.view = new RegisterView(find, this);
    this.wire();
  }

  wire() {
    const {find} = this;
    find('add').addEventListener('click', () => this.add());
    find('remove').addEventListener('click', () => write({registers: null}));
    find('count').addEventListener('input', event =>
      write({registers: numberIn(event)}, {gesture: 'registers'}),
    );
    find('count').addEventListener('change', endGesture);
    find('layer').addEventListener('change', () => this.page.redraw('mark'));
    find('copy').addEventListener('click', () => this.page.during(this.copy()));
  }

  /** The panel opens below the figures, and the page goes there. */
  add() {
    write({registers: this.facts.count});
    this.view.show();
    this.find('remove').focus({preventScroll: true});
    this.view.reveal();
  }

  point(patch) {
    if (patch === this.hover) return;
    this.hover = patch;
    this.page.redraw('mark');
  }

  /** Copies the lines of Python that compute the pass. */
  async copy() {
    const {find, after} = this;
    const {record} = after;
    const python = await (await record.get(routes.changedPython(record.url))).text();
    if (!(await copy(python, find('python')))) return;
    say(find('copy'), 'Copied');
    setTimeout(() => say(find('copy'), 'Copy as Python'), CONFIRMED);
  }

  /** How many neurons are moved: as many as are chosen and known. */
  get count() {
    const most = this.offered ? Math.min(this.facts.neurons.length, limits.mostNeurons) : 0;
    return Math.min(pageState.facts.registers ?? 0, most);
  }

  /** Whether there is something to take over, and a register can be added. */
  get offered() {
    return Boolean(this.facts?.tokens.length) && !this.facts.refusal;
  }

  get neurons() {
    return this.facts?.neurons.slice(0, this.count) ?? [];
  }

  /** The neurons as the server reads them. */
  get wanted() {
    return this.neurons.map(([layer, neuron]) => `${layer}.${neuron}`).join('-');
  }

  /** The facts of a picture's pass; resolves when these and a register that was chosen are here. */
  async open(trace) {
    this.close();
    const {record} = trace;
    const facts = await record.json(routes.outliers(record.url));
    if (trace !== this.page.state.trace) return;
    this.facts = facts;
    this.view.open(trace.meta, facts);
  }

  /** Requests the pass as it is chosen now; while one is on its way, only the newest waits. */
  async request() {
    const {trace} = this.page.state;
    this.page.redraw('measure');
    if (!this.wanted || this.running === trace) return;
    this.running = trace;
    try {
      await this.page.during(this.answer(trace));
    } finally {
      if (this.running === trace) this.running = null;
    }
  }

  async answer(trace) {
    while (trace === this.page.state.trace && this.wanted && this.wanted !== this.known) {
      const {wanted, neurons} = this;
      const {record} = trace;
      const fields = {lane: 'registers', register: wanted};
      const reply = await record.json(routes.changed(record.url, fields));
      const after = openTrace(reply.viewer, this.page.base);
      const healed = await loaded(after, trace);
      if (trace !== this.page.state.trace) {
        after.record.close();
        return;
      }
      const isFirst = !this.after;
      this.after?.record.close();
      Object.assign(this, {after, healed, known: wanted, moved: neurons, alike: reply.alike});
      this.view.measure();
      if (isFirst && document.activeElement === this.find('remove')) this.view.reveal();
      this.page.redraw('measure');
    }
  }

  /** Another picture is coming. */
  close() {
    this.after?.record.close();
    Object.assign(this, {facts: null, healed: null, after: null, known: '', hover: null});
  }
}

/** Fetches what the maps before and after are drawn from; the facts of the pass after. */
async function loaded(after, trace) {
  const start = startOf(after.meta);
  const [healed] = await Promise.all([
    after.record.json(routes.outliers(after.record.url)),
    after.record.loadRow('from', start),
    ...[after, trace].map(({features}) => features.loadNorms()),
  ]);
  after.attend(start, 'from');
  return healed;
}
