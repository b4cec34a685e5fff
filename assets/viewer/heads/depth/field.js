// A token's receptive field, layer by layer as the server computes it.
import {routes} from '../../record/contract.js';
import {follow} from '../../record/lines.js';
import {sharesOf} from './films.js';

export class Field {
  inSight = null; // {token, shares [L, P], known: layers that are here}
  /** @type {number | null} */ requested = null; // the token whose field is here or on its way
  loading = new AbortController(); // of the field that is on its way

  /** `changed()` is called when another layer is here. */
  constructor(changed) {
    this.changed = changed;
  }

  /** Another picture: no field of it is here. */
  clear() {
    this.loading.abort();
    this.inSight = null;
    this.requested = null;
  }

  /**
   * Requests a token's field. The last field stays in sight until the first layer is here; a new
   * request aborts the one before.
   */
  async load({record, meta}, token) {
    this.loading.abort();
    const loading = (this.loading = new AbortController());
    const patches = meta.rows * meta.cols;
    const field = {token, shares: new Float32Array(meta.layers * patches), known: 0};
    this.requested = token;
    if (this.inSight?.token === token && this.inSight.known === meta.layers) return;
    try {
      await follow(
        routes.receptive(record.url, token),
        AbortSignal.any([loading.signal, record.signal]),
        (done, total, newest) => {
          field.shares.set(sharesOf(newest), (done - 1) * patches);
          field.known = done;
          this.inSight = field;
          this.changed();
        },
      );
    } catch (error) {
      if (this.loading === loading) this.requested = null;
      throw error;
    }
  }
}
