// Written by app.wire.write_contract from app/wire/contract_explain.py: change it there.

import {float32, search} from './reading.js';

/** @typedef {import('./replies.js').Descriptor} Descriptor */
/** @typedef {import('./reading.js').Body} Body */

export const routes = {
  /**
   * @type {(view: string, fields: {of: string, to: string}) => string} A similarity and its parts:
   * LikenessFacts.
   */
  likeness: (view, fields) => `${view}/likeness${search(fields)}`,
  /**
   * @type {(view: string) => string} Pictures that a part can be compared with: LikenessPicture[].
   */
  likenessPictures: view => `${view}/likeness/pictures`,
  /**
   * @type {(view: string, fields: {of: string, to: string, methods?: string | string[]}) => string}
   * Python that computes a map of a similarity.
   */
  likenessPython: (view, fields) => `${view}/likeness/python${search(fields)}`,
  /**
   * @type {(view: string, fields: {of: string, to: string, methods?: string | string[]}) => string}
   * Maps of a similarity: [methods,N].
   */
  likenessMaps: (view, fields) => `${view}/likeness/maps${search(fields)}`,
  /**
   * @type {(view: string, fields: {of: string, to: string, methods?: string | string[]}) => string}
   * The same, weights shuffled: [methods,N].
   */
  likenessMapsRandomised: (view, fields) => `${view}/likeness/maps/randomised${search(fields)}`,
  /**
   * @type {(view: string, fields: {of: string, to: string, methods?: string | string[]}) => string}
   * The same, with their signs: [methods,N].
   */
  likenessMapsSigned: (view, fields) => `${view}/likeness/maps/signed${search(fields)}`,
  /**
   * @type {(view: string, fields: {of: string, to: string, methods?: string | string[]}) => string}
   * Deletion and insertion: Faithfulness.
   */
  likenessFaithfulness: (view, fields) => `${view}/likeness/faithfulness${search(fields)}`,
  /**
   * @type {(view: string, fields: {of: string, to: string, methods?: string | string[]}) => string}
   * Patches taken out in turn: Removal.
   */
  likenessRemoval: (view, fields) => `${view}/likeness/removal${search(fields)}`,
};

/**
 * What `numbers` of decode.js has to know of a body, by the name of its route.
 * @satisfies {{[name: string]: (m: Descriptor, sizes?: {[size: string]: number}) => Body}}
 */
export const bodies = {
  likenessMaps: (m, {methods}) => float32(methods * m.tokens),
  likenessMapsRandomised: (m, {methods}) => float32(methods * m.tokens),
  likenessMapsSigned: (m, {methods}) => float32(methods * m.tokens),
};
