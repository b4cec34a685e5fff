// Written by app.wire.write_contract from app/wire/contract_film.py: change it there.

import {float16, search} from './reading.js';

/** @typedef {import('./replies.js').Descriptor} Descriptor */
/** @typedef {import('./reading.js').Body} Body */

export const routes = {
  /**
   * @type {(view: string, fields: {name: string}) => string} A film of one's own, read: FilmName.
   * By `post`, with a file of at most 64 MB.
   */
  filmOpen: (view, fields) => `${view}/film/open${search(fields)}`,
  /**
   * @type {(view: string, clip: string, fields?: {frames?: number}) => string} A film and its pass:
   * FilmFacts.
   */
  filmFacts: (view, clip, fields) => `${view}/film/${clip}/facts${search(fields)}`,
  /**
   * @type {(view: string, clip: string, fields?: {frames?: number}) => string} The maps of the
   * frames, made: FilmDone.
   */
  filmPass: (view, clip, fields) => `${view}/film/${clip}/pass${search(fields)}`,
  /**
   * @type {(view: string, clip: string, frame: number, fields?: {small?: number}) => string} A
   * frame, or a thumbnail of it.
   */
  filmFrame: (view, clip, frame, fields) => `${view}/film/${clip}/frame/${frame}${search(fields)}`,
  /**
   * @type {(view: string, clip: string, layer: number, first: number, count: number, fields?:
   * {frames?: number}) => string} What the model reads looks at in a layer, of some frames of the
   * pass: [count,H,N].
   */
  filmRows: (view, clip, layer, first, count, fields) =>
    `${view}/film/${clip}/rows/${layer}/${first}/${count}${search(fields)}`,
  /**
   * @type {(view: string, clip: string, frame: number, patch: number, fields?: {frames?: number})
   * => string} A patch of a frame of the pass, followed through all: FilmWay.
   */
  filmWay: (view, clip, frame, patch, fields) =>
    `${view}/film/${clip}/way/${frame}/${patch}${search(fields)}`,
  /**
   * @type {(view: string, clip: string, frame: number, patch: number, fields?: {frames?: number})
   * => string} Cosines of every patch of each frame with what is followed: [done,P].
   */
  filmLikeness: (view, clip, frame, patch, fields) =>
    `${view}/film/${clip}/likeness/${frame}/${patch}${search(fields)}`,
  /**
   * @type {(view: string, clip: string, format: string, fields: {link: string, frames?: number}) =>
   * string} What the screen shows, as a film, a figure of its frames, or numbers.
   */
  filmSaved: (view, clip, format, fields) =>
    `${view}/film/${clip}/saved.${format}${search(fields)}`,
};

/**
 * What `numbers` of decode.js has to know of a body, by the name of its route.
 * @satisfies {{[name: string]: (m: Descriptor, sizes?: {[size: string]: number}) => Body}}
 */
export const bodies = {
  filmRows: (m, {count}) => float16(count * m.heads * m.tokens),
  filmLikeness: (m, {done}) => float16(done * m.rows * m.cols),
};

export const sent = {
  filmOpen: {kinds: 'video/*,image/gif', most: 67108864},
};
