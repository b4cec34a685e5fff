// Numbers from the server: checked for status, type and length, float16 widened to float32.

/** The server no longer has this trace: its token has expired. */
export class Gone extends Error {}

let table = null;

/** float16 little-endian -> Float32Array. Browsers without Float16Array look the values up. */
export function halves(buffer) {
  if (typeof Float16Array !== 'undefined') return new Float32Array(new Float16Array(buffer));
  table ??= Float32Array.from({length: 65536}, (_, bits) => widen(bits));
  return Float32Array.from(new Uint16Array(buffer), bits => table[bits]);
}

/** The value of one float16, given its 16 bits. */
export function widen(bits) {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  if (exponent === 31) return mantissa ? NaN : sign * Infinity;
  return exponent
    ? sign * 2 ** (exponent - 15) * (1 + mantissa / 1024)
    : sign * 2 ** -14 * (mantissa / 1024);
}

const LOST =
  'The server does not answer: check that the program still runs and that the connection holds, ' +
  'then try again.';

/** GET; throws Gone on 404, and an Error with a sentence on any other failure. */
export async function get(url, signal) {
  return checked(await reached(url, signal), url);
}

/**
 * POST of a file to a route that takes one: `limit` is what `sent` of contract.js says of it. Throws
 * as get does, and before anything is sent an Error with a sentence for a file that is too large.
 * @param {string} url
 * @param {Blob} file
 * @param {{most: number}} limit
 * @param {AbortSignal} [signal]
 * @param {Record<string, string>} [headers]
 */
export async function post(url, file, limit, signal, headers) {
  if (file.size > limit.most) throw new Error(tooLarge(file.size, limit.most));
  return checked(await sound(fetch(url, {method: 'POST', body: file, signal, headers})), url);
}

const megabytes = bytes => Math.ceil(bytes / 2 ** 20);

/** @type {(size: number, most: number) => string} A sentence for a file that is too large. */
export const tooLarge = (size, most) =>
  `This file has ${megabytes(size)} MB and the limit is ${megabytes(most)}: make it smaller.`;

/** The reply to a GET, whatever its status; an Error with a sentence where none comes. */
export async function reached(url, signal, options = {}) {
  return sound(fetch(url, {signal, ...options}));
}

/** What comes over the line; an Error with a sentence where that breaks. */
export async function sound(promise) {
  try {
    return await promise;
  } catch (error) {
    throw error.name === 'AbortError' ? error : new Error(LOST);
  }
}

const SAID = new Set([413, 422, 500]); // what the server refuses or could not do, in a sentence

/** The reply itself where its status is good; throws as get does. */
export async function checked(reply, url) {
  if (reply.status === 404) throw new Gone('The maps are no longer held by the server.');
  if (SAID.has(reply.status)) throw new Error(await reply.text());
  if (!reply.ok) throw new Error(`The server answered ${reply.status} for ${label(url)}.`);
  return reply;
}

/** `count` numbers of 2 bytes (half) or 4 bytes each, as a Float32Array. */
export async function numbers(url, {count, half = false, signal}) {
  const reply = await get(url, signal);
  const type = reply.headers.get('content-type') ?? '';
  if (!type.startsWith('application/octet-stream')) {
    throw new Error(`${label(url)} came as ${type || 'an unnamed type'}, not as numbers.`);
  }
  const buffer = await reply.arrayBuffer();
  const expected = count * (half ? 2 : 4);
  if (buffer.byteLength !== expected) {
    throw new Error(`${label(url)} has ${buffer.byteLength} bytes instead of ${expected}.`);
  }
  return half ? halves(buffer) : new Float32Array(buffer);
}

/** The last two parts of a URL's path, for an error message: without host and token. */
const label = url => url.split('?')[0].split('/').slice(-2).join('/');
