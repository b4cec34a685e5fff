// Written by app.wire.write_contract from app/wire/contract.py: change it there.

import {search} from './reading.js';

/** @import {ModelSizes} from './requests.js' */

export const routes = {
  /**
   * @type {(base: string) => string} A picture of one's own, kept for the visit of the tab whose
   * secret stands in the header x-tab: SentFile. By `post`, with a file of at most 64 MB.
   */
  open: base => `${base}/open`,
  /** @type {(base: string, index: number) => string} Thumbnail. */
  example: (base, index) => `${base}/example/${index}`,
  /**
   * @type {(base: string, kind: 'one' | 'two' | 'tiny' | 'cluttered' | 'empty', seed: number) =>
   * string} A scene as the model card measures it.
   */
  scene: (base, kind, seed) => `${base}/scene/${kind}/${seed}`,
  /**
   * @type {(base: string, fields: ModelSizes) => string} What a choice of model sizes means:
   * ModelPlan | BrokenPlan.
   */
  build: (base, fields) => `${base}/build${search(fields)}`,
  /** @type {(base: string, token: string) => string} Where the routes of a view begin. */
  view: (base, token) => `${base}/${token}`,
};

export const sent = {
  open: {kinds: 'image/*', most: 67108864},
};
