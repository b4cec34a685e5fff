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
  /**
   * @type {(base: string, fields: {image: number, patch: number, width: number, heads: number,
   * depth: number, mlp_ratio: number, seconds: number}) => string} Training of such a model;
   * closing the connection stops it.
   */
  train: (base, fields) => `${base}/train${search(fields)}`,
  /**
   * @type {(base: string, name: string, order: 'pause' | 'go' | 'stop') => string} An order to a
   * training under way: Nothing.
   */
  trainOrder: (base, name, order) => `${base}/train/${name}/${order}`,
  /** @type {(base: string, token: string) => string} Where the routes of a view begin. */
  view: (base, token) => `${base}/${token}`,
};
