// Written by app.wire.write_contract from app/wire/contract.py: change it there.

import {search} from './reading.js';

/** @import {ModelSizes} from './requests.js' */

export const routes = {
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
