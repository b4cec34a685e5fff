// What a large record fetches after its first map: what the pointer needs, then what may be looked
// at next. The map of the chosen layer follows the pointer from its query and key; the other layers
// follow once it rests, from one row of all layers and heads.
import {idle} from '../page/idle.js';
import {committed, lags, queryOf} from '../screen/query.js';
import {aheadOf, framesAhead, hoverParts, marksOf} from './requests.js';

const REST = 60; // ms of rest until the whole frame
export const SETTLE = 150; // ms of rest until a request

export class Later {
  isFetching = false; // the row of a patch under the pointer is on its way
  lost = null; // {trace, query} of such a row that did not come

  /**
   * `page` is the screen: its state, `attempt`, which awaits requests, `redraw`, and `settling`,
   * which is not 0 while a choice waits for numbers.
   * @param {any} page
   */
  constructor(page) {
    this.page = page;
  }

  /** Whether the row of the patch under the pointer is still to come. */
  get lags() {
    const s = this.page.state;
    const isLost = this.lost?.trace === s.trace && this.lost.query === queryOf(s);
    return !isLost && lags(s);
  }

  /** What a frame left out follows when the pointer rests. */
  rest(whole) {
    const {frame, state} = this.page;
    if (this.lags) frame.rest(() => this.follow(), SETTLE);
    else if (whole) frame.rest(null);
    else frame.rest(() => this.page.redraw({whole: true}), state.trace.meta.eager ? REST : SETTLE);
  }

  /** What hovering over a choice needs, once the row that shows the choice itself is here. */
  async prepare() {
    const {page} = this;
    const s = page.state;
    const {trace} = s;
    const row = trace.record.loadRow(s.direction, committed(s));
    await Promise.all([row.catch(() => {}), page.due]); // whoever shows the row says why it failed
    if (s.trace !== trace) return;
    await page.attempt(Promise.all(hoverParts(s)));
    if (s.trace === trace) page.redraw();
  }

  /** What is marked on maps, then the layers around the chosen one, while nothing else is due. */
  async fetchAhead(trace) {
    const {page} = this;
    const s = page.state;
    await page.attempt(marksOf(s));
    if (s.trace === trace) page.redraw({whole: true});
    if (!(await this.fetchFilm(trace))) return;
    for (const layer of aheadOf(s)) {
      await idle();
      if (s.trace !== trace || page.settling) return; // what is chosen comes first
      await page.attempt(trace.record.layer(layer));
    }
  }

  /** The other frames of a film of groups, one at a time; false once something else is due. */
  async fetchFilm(trace) {
    const {page} = this;
    const s = page.state;
    const {feature} = s;
    for (const layer of framesAhead(s)) {
      await idle();
      if (s.trace !== trace || page.settling || s.feature !== feature) return false;
      await page.attempt(trace.features.loadKind(feature, layer, {...s, threshold: null}));
      page.redraw({whole: true});
    }
    return true;
  }

  /** The pointer rests on a patch: its row of every layer and head is fetched, one at a time. */
  async follow() {
    if (this.isFetching) return; // once that one is here, the next frame looks again
    const {page} = this;
    const s = page.state;
    const {trace, direction} = s;
    const query = queryOf(s);
    this.isFetching = true;
    await page.attempt(trace.record.loadRow(direction, query));
    this.isFetching = false;
    if (s.trace !== trace) return;
    if (!trace.record.row(direction, query)) this.lost = {trace, query};
    page.redraw({whole: !this.lags});
  }
}
