// How much may be fetched ahead of what is looked at, and how much kept: by the line and the device.

const AHEAD = 1; // s of the line
const AHEAD_SHARE = 4e-3; // of the device's memory at most
const KEPT_SHARE = 16e-3; // of it, for queries and keys that were looked at
const SMALL_DEVICE = 2; // GB below which nothing comes ahead
const UNKNOWN = {saveData: false, effectiveType: '4g', downlink: 10}; // where nothing is said
const USUAL = 4; // GB of a device that does not say
const TIMED = 50e3; // bytes from which a reply tells the speed of the line
const RECENT = 8; // replies

/** @type {number[]} */ const speeds = []; // bytes in a second of the last replies
let watching = false;

/** Times replies as they come: from the first byte to the last, without the server's work. */
export function watchLine() {
  if (watching || typeof PerformanceObserver === 'undefined') return;
  watching = true;
  new PerformanceObserver(list => list.getEntries().forEach(note)).observe({type: 'resource'});
}

/** @param {any} reply */
function note({transferSize, encodedBodySize, responseStart, responseEnd}) {
  if (!transferSize || encodedBodySize < TIMED) return; // a reply of the browser's cache has size 0
  speeds.push(encodedBodySize / Math.max(1e-3 * (responseEnd - responseStart), 1e-3));
  if (speeds.length > RECENT) speeds.shift();
}

/** What a browser says of its line; a NetworkInformation has no fields of its own to spread. */
function said(connection) {
  const names = Object.keys(UNKNOWN).filter(name => connection?.[name] !== undefined);
  return Object.fromEntries(names.map(name => [name, connection[name]]));
}

/**
 * @typedef {object} Conditions
 * @property {boolean} saves the person saves data, or the line is slow
 * @property {number} speed of the line, bytes in a second
 * @property {number} memory of the device, GB
 */

/** @returns {Conditions} what is known now; the speed is that of the middle reply */
export function conditions(browser = /** @type {any} */ (globalThis.navigator), timed = speeds) {
  const {saveData, effectiveType, downlink} = {...UNKNOWN, ...said(browser?.connection)};
  return {
    saves: saveData || effectiveType !== '4g',
    speed: timed.length ? middle(timed) : 125e3 * downlink, // from Mbit/s
    memory: browser?.deviceMemory ?? USUAL,
  };
}

const middle = values => [...values].sort((a, b) => a - b)[values.length >> 1];

/** Bytes that may come ahead of what is looked at. */
export function bytesAhead({saves, speed, memory} = conditions()) {
  if (saves || memory < SMALL_DEVICE) return 0;
  return Math.min(AHEAD * speed, AHEAD_SHARE * memory * 1e9);
}

/** Bytes of queries and keys that stay once they were looked at. */
export const bytesKept = ({memory} = conditions()) => KEPT_SHARE * memory * 1e9;

/** A layer and those beside it, as many as may come ahead with `bytes` each. */
export function layersAhead(layer, {layers, bytes: {qk_layer: each}}, bytes = bytesAhead()) {
  const near = [layer, layer + 1, layer - 1].filter(l => l >= 0 && l < layers);
  return near.slice(0, Math.floor(bytes / each));
}
