// The film of the screen: opened with the page's view, computed frame by frame, followed.
import {Errand} from '../page/errand.js';
import {isVisible} from '../page/dom.js';
import {routes} from '../record/contract.js';
import {Gone} from '../record/decode.js';
import {along} from '../record/lines.js';
import {Frame, failed} from '../screen/frame.js';
import {patchOf} from './places.js';
import {Player} from './player.js';
import {openReel} from './reel.js';
import {Source} from './source.js';
import {FilmView} from './view.js';
import {workOf} from './words.js';

const AT_ONCE = 10_000; // ms of work that begins without a click

export class Projector {
  /** @type {AbortController | null} */ opening = null; // of the film that is being opened
  /** @type {(() => void) | null} */ again = null; // what the next view of the page makes possible
  late = false; // the view or the film changed while the screen was hidden

  constructor(element, base, state) {
    this.element = element;
    this.base = base;
    this.state = state;
    this.view = new FilmView(element, state);
    this.frame = new Frame(element, () => this.render());
    this.errand = new Errand(this.view.part('work'), {
      run: (signal, progress) => this.compute(signal, progress),
      failed: error => this.fail(error),
      changed: () => this.worked(),
    });
    this.player = new Player(this);
    this.source = new Source(this);
  }

  /** Draws what is due. */
  render() {}

  /** @param {string} level */
  redraw(level) {
    this.frame.redraw(level);
  }

  /** Opens the film that is chosen with the page's view; computes at once where that is short. */
  async open() {
    const s = this.state;
    this.late = !isVisible(this.element);
    if (this.late) return;
    this.close();
    if (!s.clip) {
      this.redraw('measure');
      return;
    }
    const own = (this.opening = new AbortController());
    const url = routes.view(this.base, s.meta.token);
    await this.during(this.enter(openReel(url, s.clip, s.frames, s.meta, own.signal), own));
  }

  /** Shows a film that comes; one that the server has let go is sent again where its file is here. */
  async enter(coming, own) {
    try {
      const reel = await coming;
      if (this.opening === own) this.adopt(reel);
    } catch (error) {
      const ours = error.name !== 'AbortError' && !(error instanceof Gone);
      if (!ours || !this.source.sendAgain()) throw error;
    }
  }

  adopt(reel) {
    const s = this.state;
    s.reel = reel;
    s.at = reel.placeOf(s.moment);
    this.element.dataset.shown = s.meta.token;
    this.worked();
    const left = (reel.count - reel.done) * reel.facts.milliseconds;
    if (this.source.wants(s.clip) || left <= AT_ONCE) this.errand.start();
    else this.during(this.loadRows().then(() => this.follow()));
    this.redraw('measure');
  }

  close() {
    const s = this.state;
    this.opening?.abort();
    this.errand.cancel();
    this.player.stop();
    s.reel?.close();
    Object.assign(s, {reel: null, hover: null});
  }

  /** Computes the frames one by one, each shown as soon as it is here. */
  async compute(signal, progress) {
    const {reel} = this.state;
    if (reel.done < reel.count) {
      const steps = along(progress, (done, total) => {
        progress(done, total);
        if (this.state.reel === reel) this.loadRows().catch(error => this.fail(error));
      });
      await reel.compute(signal, steps);
    }
    await this.loadRows();
    await this.follow();
  }

  worked() {
    const {reel} = this.state;
    const left = reel ? reel.count - reel.done : 0;
    this.errand.show({
      label: left ? workOf(reel) : '',
      doing: 'Frames',
      enabled: Boolean(left),
    });
    this.errand.go.hidden ||= !left;
    this.redraw('paint');
  }

  async loadRows() {
    const {reel, layer} = this.state;
    await reel.load(layer);
    this.redraw('paint');
  }

  /** Follows the patch that is chosen through the frames that are here. */
  async follow() {
    const {reel, followed} = this.state;
    if (!followed || !reel.done) reel.way = null;
    else {
      const at = Math.min(reel.placeOf(followed[0]), reel.done - 1);
      await reel.followPatch(reel.facts.frames[at].index, patchOf(followed, reel.meta));
    }
    this.redraw('paint');
  }

  // ---- waiting and errors

  async during(promise) {
    const came = await this.frame.during(promise, sentence => this.view.fault(sentence));
    this.redraw('measure');
    return came;
  }

  fail(error, start = 'This film could not be looked at') {
    if (error instanceof Gone) this.again ??= () => this.open();
    failed(error, sentence => this.view.fault(sentence), start);
  }
}
