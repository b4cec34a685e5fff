// A token's receptive field, layer by layer as the server computes it.
import {routes} from '../../record/contract.js';
import {along, follow} from '../../record/lines.js';
import {sharesOf} from './films.js';

export class Field {
  inSight = null; // {token, shares [L, P], known: layers that are here}
  /** @type {number | null} */ requested = null; // the token whose field is here or on its way

  /** Another picture: no field of it is here. */
  clear() {
    this.inSight = null;
    this.requested = null;
  }

  /** Whether all layers of a token's field are here. */
  has(token, layers) {
    return this.inSight?.token === token && this.inSight.known === layers;
  }

  /**
   * Requests a token's field until `signal` aborts; `progress(done, total)` at each layer. The last
   * field stays in sight until the first layer is here.
   */
  async load({record, meta}, token, signal, progress) {
    const patches = meta.rows * meta.cols;
    const field = {token, shares: new Float32Array(meta.layers * patches), known: 0};
    this.requested = token;
    if (this.has(token, meta.layers)) return;
    try {
      await follow(
        routes.receptive(record.url, token),
        AbortSignal.any([signal, record.signal]),
        along(progress, (done, total, newest) => {
          if (signal.aborted) return;
          field.shares.set(sharesOf(newest), (done - 1) * patches);
          field.known = done;
          this.inSight = field;
          progress(done, total);
        }),
      );
    } catch (error) {
      if (this.requested === token) this.requested = null;
      throw error;
    }
  }
}
