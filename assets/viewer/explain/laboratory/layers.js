// Loads what the rollout laboratory computes with: the fused attention of every layer, or, where a
// grid is too large for that, the rollout as the server computes it.
import {pause} from '../../page/idle.js';
import {committed} from '../../screen/query.js';
import {fusionOf} from '../look.js';
import {ready} from './flow.js';

const SETTLE = 150; // ms of rest until a request

export class LayerLoader {
  constructor(s) {
    this.s = s;
    this.name = ''; // of the layers that are ready
    this.rest = null; // the newest promise of a rest
    this.running = null; // the promise of the rollout under way
  }

  /** Layers are fetched once for each fusion and made ready once for each share to discard. */
  async load() {
    const {s} = this;
    const {inquiry, knobs, trace} = s;
    if (s.tooLarge) return this.loadFilm();
    const [fusion, leaveOut] = [fusionOf(knobs), knobs.leaveOut];
    const fused = await inquiry.loadFused(fusion, leaveOut);
    const changed = fusionOf(knobs) !== fusion || knobs.leaveOut !== leaveOut;
    if (s.inquiry !== inquiry || changed) return;
    const name = `${fused}/${knobs.discard}/${trace.meta.token}`;
    if (this.name === name && s.layers) return;
    const layers = inquiry.fused.get(fused);
    s.layers = layers.map(fused => ready(fused, trace.meta.tokens, knobs.discard));
    this.name = name;
  }

  /** The rollout from the pinned patch, after a rest of knobs and query; one request at a time. */
  async loadFilm() {
    const {s} = this;
    const {inquiry} = s;
    const rest = pause(SETTLE);
    this.rest = rest;
    const isNewest = () => this.rest === rest && s.inquiry === inquiry && !s.sliding;
    await Promise.all([rest, this.running]);
    if (!isNewest()) return;
    const film = inquiry.loadFilm(committed(s), s.knobs);
    this.running = film.catch(() => {}); // who waits for it says why it failed
    await film;
  }
}
