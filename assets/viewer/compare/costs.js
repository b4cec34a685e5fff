// Costs of a pass in words.

/** Multiply-adds: "83 M", "4.25 G". */
export const adds = count =>
  count < 999.5e6 ? `${(count / 1e6).toFixed(0)} M` : `${(count / 1e9).toPrecision(3)} G`;

/** Bytes: "90 kB", "1.8 MB". */
export function bytes(count) {
  if (count < 99.5e3) return `${(count / 1e3).toFixed(0)} kB`;
  return `${(count / 1e6).toFixed(count < 9.95e6 ? 1 : 0)} MB`;
}
