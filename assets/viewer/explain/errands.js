// The two long measurements of a target: removal of each patch, and faithfulness of the maps.
import {Errand} from '../page/errand.js';
import {squaresText} from '../record/squares.js';

export class Errands {
  /** `changed()` is called when one begins, goes on or ends, `failed(error)` when it fails. */
  constructor(find, s, {changed, failed}) {
    const errand = (name, run) => new Errand(find(name), {run, changed, failed});
    this.s = s;
    this.removal = errand('why-removal', (signal, report) => this.remove(signal, report));
    this.faith = errand('why-faith', (signal, report) =>
      s.inquiry.measure(s.target, signal, report),
    );
  }

  get busy() {
    return this.removal.busy || this.faith.busy;
  }

  cancel() {
    this.removal.cancel();
    this.faith.cancel();
  }

  /** Measures removal for the target, and for the class it is compared with. */
  async remove(signal, report) {
    const {inquiry, target, against} = this.s;
    for (const index of [target, against]) {
      if (index !== null && !inquiry.effects.has(index)) {
        await inquiry.remove(index, signal, report);
      }
    }
  }

  /** Labels both buttons; each is enabled while something is left to measure. */
  write() {
    const {inquiry, target, against, trace, busy} = this.s;
    const left = inquiry.unmeasured(target).length;
    const removed = [target, against].every(index => index === null || inquiry.effects.has(index));
    this.removal.show({
      enabled: !removed && !busy,
      doing: 'Taking out patches',
      label: removed ? 'Every patch was taken out' : `Take out ${squaresText(trace.meta)}`,
    });
    this.faith.show({
      enabled: left > 0 && !busy,
      doing: 'Measuring faithfulness',
      label: left || !inquiry.faith.has(target) ? 'Measure faithfulness' : 'Faithfulness measured',
    });
  }
}
