// Written by app.wire.write_contract from app/wire/contract_teach.py: change it there.

import {search} from './reading.js';

export const routes = {
  /**
   * @type {(view: string, fields: {name: string}) => string} A picture of one's own for the lesson:
   * TeachPicture. By `post`, with a file of at most 32 MB.
   */
  teachPicture: (view, fields) => `${view}/teach/picture${search(fields)}`,
  /** @type {(view: string, id: string) => string} A picture of the lesson. */
  teachThumbnail: (view, id) => `${view}/teach/thumbnail/${id}`,
};

export const sent = {
  teachPicture: {kinds: 'image/*', most: 33554432},
};
