// Written by app.wire.write_contract from app/wire/contract_teach.py: change it there.

import {search} from './reading.js';

export const routes = {
  /** @type {(view: string) => string} The lesson of this visit: TeachState. */
  teach: view => `${view}/teach`,
  /**
   * @type {(view: string) => string} The classes, as JSON of TeachClass[]: Nothing. By `post`, with
   * a file of at most 0.25 MB.
   */
  teachClasses: view => `${view}/teach/classes`,
  /**
   * @type {(view: string, fields: {name: string}) => string} A picture of one's own for the lesson:
   * TeachPicture. By `post`, with a file of at most 32 MB.
   */
  teachPicture: (view, fields) => `${view}/teach/picture${search(fields)}`,
  /** @type {(view: string, index: number) => string} An example for the lesson: TeachPicture. */
  teachExample: (view, index) => `${view}/teach/example/${index}`,
  /**
   * @type {(view: string, kind: 'one' | 'two' | 'tiny' | 'cluttered' | 'empty', seed: number) =>
   * string} A drawn scene for the lesson: TeachPicture.
   */
  teachScene: (view, kind, seed) => `${view}/teach/scene/${kind}/${seed}`,
  /**
   * @type {(view: string, fields?: {top?: number, left?: number, height?: number, width?: number})
   * => string} A part of the picture at hand, in its pixels; all of it without fields:
   * TeachPicture.
   */
  teachPart: (view, fields) => `${view}/teach/part${search(fields)}`,
  /** @type {(view: string, id: string) => string} A picture of the lesson. */
  teachThumbnail: (view, id) => `${view}/teach/thumbnail/${id}`,
  /**
   * @type {(view: string, fields?: {way?: 'auto' | 'linear' | 'prototypes'}) => string} Forwards of
   * pictures that are new, then the head: TeachReport.
   */
  teachLearn: (view, fields) => `${view}/teach/learn${search(fields)}`,
  /**
   * @type {(view: string, fields: {model: string}) => string} Nearness of pictures of no class:
   * TeachStrangers.
   */
  teachCompare: (view, fields) => `${view}/teach/compare${search(fields)}`,
  /** @type {(view: string, fields: {model: string}) => string} A taught model as timm saves one. */
  teachFolder: (view, fields) => `${view}/teach/folder.zip${search(fields)}`,
};

export const sent = {
  teachClasses: {kinds: 'application/json', most: 262144},
  teachPicture: {kinds: 'image/*', most: 33554432},
};
