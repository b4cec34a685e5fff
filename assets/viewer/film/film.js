// Film: the maps of a moving picture, frame by frame, and a patch followed through it. It follows
// the page's own view: its model and patch size, and for a pan its picture.
import {isVisible} from '../page/dom.js';
import {clamp} from '../record/grid.js';
import {watchLayout} from '../screen/frame.js';
import {choose} from '../state/choices.js';
import {pageState} from '../state/page.js';
import {reading} from '../state/read.js';
import {wireFilm} from './controls.js';
import {placeOf} from './places.js';
import {Projector} from './projector.js';

const write = pageState.writer('film/film');
const SEEN = ['head', 'scale', 'root', 'colormap', 'opacity', 'smooth', 'grid', 'over', 'course'];
const READ = ['layer', 'mode', 'clip', 'frames', 'moment', 'followed'];

export function mount({element, base}) {
  const film = new FilmPage(element, base);
  pageState.know('pass', pass => film.take(pass));
}

class FilmPage extends Projector {
  constructor(element, base) {
    super(element, base, opening());
    wireFilm(this);
    this.worked();
    const layout = () => this.resized();
    watchLayout(element, layout, () => this.redraw('measure'));
    pageState.follow([...SEEN, ...READ.filter(name => name !== 'mode')], (_, {changed}) =>
      this.chosen(changed),
    );
  }

  // ---- what the page shows

  /** Another picture, model or patch size on the Explore screen. */
  take({meta}) {
    const s = this.state;
    s.meta = meta;
    this.player.stop();
    const {again} = this;
    this.again = null;
    if (again) again();
    else this.open();
  }

  /** Facts of the page changed, on this screen or another one. */
  chosen(changed) {
    const s = this.state;
    if (!s.meta || changed.has('pass')) return;
    if (changed.has('clip') || changed.has('frames')) this.open();
    else if (s.reel) this.show(changed);
  }

  show(changed) {
    const s = this.state;
    if (changed.has('moment') && !s.playing) this.look(s.reel.placeOf(s.moment));
    if (changed.has('layer')) this.during(this.loadRows());
    if (changed.has('followed')) this.during(this.follow());
    this.redraw('paint');
  }

  // ---- what a person chooses

  /** @param {Record<string, any>} facts @param {string | null} gesture */
  write(facts, gesture = null) {
    write(facts, {gesture});
  }

  /** Another film; nothing of the one before is followed any more. */
  choose(clip) {
    const known = this.state.clip === clip;
    this.write({clip, moment: 0, followed: null});
    if (known) this.open();
  }

  /** Shows a frame, held inside. */
  look(at) {
    const s = this.state;
    if (!s.reel) return;
    s.at = clamp(at, 0, s.reel.count - 1);
    this.redraw('paint');
  }

  /** Shows a frame and notes it as the page's own. */
  moveTo(at) {
    this.player.stop();
    this.look(at);
    this.noteMoment();
  }

  noteMoment() {
    const {reel, at} = this.state;
    if (reel) this.write({moment: reel.facts.frames[at].index}, 'moment');
  }

  /** Follows a patch of the frame in sight; a second click on the same one lets it go. */
  pin(token) {
    const {reel, at} = this.state;
    const patch = token - reel.meta.prefix;
    if (reel.way?.places[at] === patch) this.release();
    else this.write({followed: [reel.facts.frames[at].index, ...placeOf(patch, reel.meta)]});
  }

  release() {
    this.write({followed: null});
  }

  hover(token) {
    if (this.state.hover === token) return;
    this.state.hover = token;
    this.redraw('mark');
  }

  chooseHead(head) {
    choose({head: clamp(head, 0, this.state.meta.heads)});
  }

  chooseLayer(layer) {
    choose({layer: clamp(layer, 0, this.state.meta.layers - 1)});
  }

  // ---- frames of the screen

  render() {
    const {state: s, frame, view} = this;
    if (!isVisible(this.element)) return;
    const due = frame.take();
    const start = performance.now();
    view.render(s, due);
    if (s.reel) this.pictures();
    if (!due.measure) frame.spent(performance.now() - start);
    if (!frame.waiting && view.whole) frame.painted();
    frame.speak(() => view.speak());
  }

  /** Decodes the frame in sight and the one after it. */
  pictures() {
    const {reel, at} = this.state;
    for (const one of [at, (at + 1) % reel.count]) {
      if (reel.art(one)) continue;
      reel.loadArt(one).then(
        () => this.redraw('paint'),
        error => this.fail(error),
      );
    }
  }

  resized() {
    if (!isVisible(this.element)) return;
    if (this.late) this.open();
    this.redraw('measure');
  }
}

/** What the screen shows: the page's choices, and what is its own. */
function opening() {
  const state = {meta: null, reel: null, at: 0, hover: null, playing: false, bare: false};
  return reading(state, [...SEEN.filter(name => name !== 'scale'), ...READ]);
}
