// Training one's own model: the reports of the server drive the curve; pause, go on, cancel.
import {dataOf, parts, say} from '../../page/dom.js';
import {routes} from '../../record/contract.js';
import {get} from '../../record/decode.js';
import {lines} from '../../record/lines.js';
import {pageState} from '../../state/page.js';
import {LearningCurve} from './learning_curve.js';

export class Training {
  seconds = 60;
  work = null; // the training under way: {abort, name, paused}
  trained = null; // the key of the last model that was trained
  sizes = null; // of the model to train
  fits = false; // these can be trained here
  offered = ''; // the sentence before a training
  outcome = ''; // the sentence after one: how it ended

  /** `open(key)` shows a trained model on the Explore screen; `changed()` is called for another length. */
  constructor(element, base, {open, changed}) {
    this.find = parts(element);
    this.base = base;
    this.open = open;
    this.changed = changed;
    this.curve = new LearningCurve(this.find('train-curve'));
    const on = (name, act) => this.find(name).addEventListener('click', act);
    on('train-go', () => this.start());
    on('train-pause', () => this.pause());
    on('train-stop', () => this.cancel());
    on('train-open', () => this.open(this.trained));
    on('train-times', event => this.last(Number(dataOf(event, '[data-set]').to)));
  }

  /** Where the routes of this visit begin: a training belongs to it. */
  get view() {
    return routes.view(this.base, pageState.facts.pass.meta.token);
  }

  /** Sizes to train, with the server's reason where that is not possible here. */
  offer(sizes, facts) {
    const reason = facts.shape ? facts.refused : 'Sizes that break a rule make no model.';
    this.sizes = sizes;
    this.fits = !reason;
    this.outcome = '';
    this.offered =
      reason ||
      'It learns to name twenty drawn objects, on pictures drawn for it alone. ' +
        'Guessing is right 1 time in 20.';
    this.show();
  }

  /** Another length of the training. */
  last(seconds) {
    if (!seconds || this.work) return;
    this.seconds = seconds;
    this.changed();
  }

  show() {
    const {find, work, fits} = this;
    const busy = Boolean(work);
    find('train-go').hidden = busy;
    find('train-go').disabled = !fits;
    for (const name of ['train-pause', 'train-stop', 'train-track']) find(name).hidden = !busy;
    for (const button of find('train-times').children) button.disabled = busy;
    find('train-open').hidden = busy || !this.trained;
    say(find('train-pause'), work?.paused ? 'Go on' : 'Pause');
    if (!busy) say(find('train-told'), this.outcome || this.offered);
    this.curve.draw();
  }

  async start() {
    const work = (this.work = {abort: new AbortController(), name: null, paused: false});
    this.trained = null;
    this.outcome = '';
    this.curve.begin(this.seconds);
    this.progress({seconds: 0});
    this.show();
    try {
      await this.follow(work);
    } catch (error) {
      if (error.name !== 'AbortError') this.outcome = error.message;
    }
    if (this.work === work) this.end();
  }

  async follow(work) {
    const url = routes.train(this.view, {...this.sizes, seconds: this.seconds});
    const reply = await get(url, work.abort.signal);
    for await (const line of lines(reply.body)) {
      const report = JSON.parse(line);
      if (report.error) throw new Error(report.error);
      if (report.training) work.name = report.training;
      if (report.checkpoint) this.finish(report.checkpoint);
      if (report.step !== undefined) this.progress(report);
    }
  }

  progress(report) {
    const {find, seconds} = this;
    const done = Math.min(1, report.seconds / seconds);
    if (report.step !== undefined) this.curve.add(report);
    find('train-fill').style.width = `${done * 100}%`;
    find('train-track').setAttribute('aria-valuenow', String(Math.round(done * 100)));
    find('train-track').setAttribute('aria-valuemax', '100');
    say(
      find('train-told'),
      report.step === undefined
        ? 'Starting'
        : `Step ${report.step}, ${Math.round(report.seconds)} of ${seconds} s of training`,
    );
    if (report.accuracy !== undefined) say(find('train-spoken'), this.curve.words());
  }

  finish(key) {
    this.trained = key;
    this.outcome = `Trained: ${this.curve.words()}.`;
  }

  async pause() {
    const {work} = this;
    if (!work?.name) return;
    work.paused = !work.paused;
    this.show();
    try {
      await get(routes.trainOrder(this.view, work.name, work.paused ? 'pause' : 'go'));
    } catch (error) {
      this.outcome = error.message;
    }
  }

  /** Stops the training: the server ends it when the connection is closed. */
  cancel() {
    const {work} = this;
    this.outcome = 'Cancelled: nothing was kept.';
    this.end();
    work?.abort.abort();
  }

  end() {
    this.work = null;
    this.show();
  }
}
