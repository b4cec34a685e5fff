// Loads what the rollout laboratory computes with: the fused attention of every layer, or, where a
// grid is too large for that, the server's own rollout.
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
  }

  /** Layers are fetched once for each fusion and made ready once for each share to discard. */
  async load() {
    const {s} = this;
    const {inquiry, knobs, trace} = s;
    if (s.tooLarge) return this.loadRollout();
    const fusion = fusionOf(knobs);
    await inquiry.loadFused(fusion);
    if (s.inquiry !== inquiry || fusionOf(knobs) !== fusion) return;
    const name = `${fusion}/${knobs.discard}/${trace.meta.token}`;
    if (this.name === name && s.layers) return;
    const layers = inquiry.fused.get(fusion);
    s.layers = layers.map(fused => ready(fused, trace.meta.tokens, knobs.discard));
    this.name = name;
  }

  /** The rollout from the pinned patch, after a rest without another request. */
  async loadRollout() {
    const {inquiry} = this.s;
    const rest = pause(SETTLE);
    this.rest = rest;
    await rest;
    if (this.rest === rest) await inquiry.record.loadRow('rollout', committed(this.s));
  }
}
