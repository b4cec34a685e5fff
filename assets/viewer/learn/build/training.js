// Training one's own model: the server reports, the curve grows; pause, go on, cancel.
import {parts, say} from '../../page/dom.js';
import {get} from '../../record/decode.js';
import {lines} from '../../record/lines.js';
import {LearningCurve} from './learning_curve.js';

export class Training {
  seconds = 60;
  work = null; // the training under way: {abort, name, paused}
  made = null; // the key of the last model that was trained

  /** `open(key)` shows a model on the Explore screen, `changed()` hears of another length. */
  constructor(element, base, {open, changed}) {
    this.find = parts(element);
    Object.assign(this, {base, open, changed, curve: new LearningCurve(this.find('train-curve'))});
    const on = (name, act) => this.find(name).addEventListener('click', act);
    on('train-go', () => this.start());
    on('train-pause', () => this.pause());
    on('train-stop', () => this.cancel());
    on('train-open', () => this.open(this.made));
    on('train-times', ({target}) => this.last(Number(target.dataset.to)));
  }

  /** Sizes that could be trained, with the server's reason where they cannot. */
  offer(sizes, facts) {
    const fits = Boolean(facts.shape) && !facts.refused;
    Object.assign(this, {sizes, fits, complaint: ''});
    const told = facts.shape ? facts.refused : 'Sizes that break a rule make no model.';
    this.told =
      told ||
      'It learns to name twenty drawn objects, on pictures drawn for it alone. ' +
        'Guessing is right 1 time in 20.';
    this.show();
  }

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
    find('train-open').hidden = busy || !this.made;
    say(find('train-pause'), work?.paused ? 'Go on' : 'Pause');
    if (!busy) say(find('train-told'), this.complaint || this.told);
    this.curve.draw();
  }

  async start() {
    const work = (this.work = {abort: new AbortController(), name: null, paused: false});
    Object.assign(this, {made: null, complaint: ''});
    this.curve.begin(this.seconds);
    this.progress({seconds: 0});
    this.show();
    try {
      await this.follow(work);
    } catch (error) {
      if (error.name !== 'AbortError') this.complaint = error.message;
    }
    if (this.work === work) this.end();
  }

  async follow(work) {
    const query = new URLSearchParams({...this.sizes, seconds: this.seconds});
    const reply = await get(`${this.base}/train?${query}`, work.abort.signal);
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
    this.made = key;
    this.complaint = `Trained: ${this.curve.words()}. The model is open in Explore.`;
    this.open(key);
  }

  async pause() {
    const {work} = this;
    if (!work?.name) return;
    work.paused = !work.paused;
    this.show();
    try {
      await get(`${this.base}/train/${work.name}/${work.paused ? 'pause' : 'go'}`);
    } catch (error) {
      this.complaint = error.message;
    }
  }

  /** Stops the training; the server sees that nobody reads on. */
  cancel() {
    const {work} = this;
    this.complaint = 'Cancelled: nothing was kept.';
    this.end();
    work?.abort.abort();
  }

  end() {
    this.work = null;
    this.show();
  }
}
