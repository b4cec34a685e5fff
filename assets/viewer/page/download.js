// A file of the server, saved by the browser.
import {el} from './dom.js';

const KEPT = 1000; // ms that the browser may take to read it

/** Saves a reply under the name it gives, else as `file`. */
export async function download(reply, file) {
  const told = reply.headers.get('content-disposition') ?? '';
  const name = /filename="?([^";]+)/.exec(told)?.[1] ?? file;
  const link = el('a');
  const url = URL.createObjectURL(await reply.blob());
  Object.assign(link, {href: url, download: name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT);
}
