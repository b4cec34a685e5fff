// Written by app.wire.write_contract from app/wire/contract_learn.py: change it there.

import {search} from './reading.js';

export const routes = {
  /**
   * @type {(view: string, fields: {image: number, patch: number, width: number, heads: number,
   * depth: number, mlp_ratio: number, seconds: number}) => string} Training of such a model;
   * closing the connection stops it.
   */
  train: (view, fields) => `${view}/train${search(fields)}`,
  /**
   * @type {(view: string, name: string, order: 'pause' | 'go' | 'stop') => string} An order to a
   * training under way: Nothing.
   */
  trainOrder: (view, name, order) => `${view}/train/${name}/${order}`,
};
