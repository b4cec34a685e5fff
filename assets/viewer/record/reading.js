// What the modules of the contract are made of: query strings, and how a body of numbers is read.

/** @typedef {{count: number, half: boolean}} Body How many numbers, and whether float16. */

/** A query string with its question mark; a field that is null or undefined is left out. */
export function search(fields = {}) {
  const given = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return query && `?${query}`;
}

/** @type {(count: number) => Body} */
export const float16 = count => ({count, half: true});

/** @type {(count: number) => Body} */
export const float32 = count => ({count, half: false});
