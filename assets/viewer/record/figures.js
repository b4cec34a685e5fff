// Numbers as text: every screen writes its numbers with these.
//
// One form: a point, a 0 before it, a true minus sign, groups of three from five digits on, and no
// powers of ten.

const GROUPED = 1e4; // from which digits stand in groups of three
const LEAST = 1e-6; // below which only the limit is written
const SPACE = '\u00a0'; // which does not break a line
const MINUS = '−';

/** Digits before the point in groups of three: 38 000. */
function grouped(text) {
  if (Number(text) < GROUPED) return text;
  const [whole, ...places] = text.split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, SPACE), ...places].join('.');
}

/** A whole number: 7, 1024, 38 361. */
export const count = value => (value < 0 ? MINUS : '') + grouped(Math.abs(value).toFixed(0));

/** A number in so many figures: 0.0123, 12.3, 38 400, −4.05, 0; <0.000001 below that. */
export function number(value, figures = 3) {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const sign = value < 0 ? MINUS : '';
  if (!size) return '0';
  if (size < LEAST) return `${sign}<0.000001`;
  const rounded = Number(size.toPrecision(figures));
  const places = Math.max(0, figures - 1 - Math.floor(Math.log10(rounded)));
  return sign + grouped(rounded.toFixed(places));
}

/** The same without zeros at its end: 0.5, 12, 38 400. */
export const brief = (value, figures = 3) =>
  number(value, figures).replace(/(\.\d*?)0+$/, (_, kept) => (kept === '.' ? '' : kept));

/** A number with so many places: 0.43, −0.08; what rounds to zero has no sign. */
export function fixed(value, places = 2) {
  const text = Math.abs(value).toFixed(places);
  return (value < 0 && Number(text) ? MINUS : '') + grouped(text);
}

/** The same with a sign where it is above zero: +0.43. */
export const signed = (value, places = 2) =>
  (Number(value.toFixed(places)) > 0 ? '+' : '') + fixed(value, places);

/** A share in percent, two figures: 0.42 %, 4.1 %, 73 %; <0.01 % below that. 99.6 % is not 100 %. */
export function percent(share) {
  const size = Math.abs(share) * 100;
  if (size && size < 0.00995) return `${share < 0 ? MINUS : ''}<0.01 %`;
  if (size >= 99.5 && size < 99.95) return `${fixed(share * 100, 1)} %`;
  return `${size < 9.95 ? number(share * 100, 2) : fixed(share * 100, 0)} %`;
}

/** How many times something is as large, two figures: 0.42, 4.1, 73; all digits up to 999. */
export const times = value => (Math.abs(value) < 99.5 ? number(value, 2) : roughly(value));

const roughly = value => (Math.abs(value) < 999.5 ? fixed(value, 0) : number(value, 2));

/** A probability or a change of one, three places: 0.646, −0.045; <0.001 where it is less. */
export function probability(p) {
  if (!p) return '0';
  const size = Math.abs(p);
  if (size < 0.0005) return `${p < 0 ? MINUS : ''}<0.001`;
  return size < 0.9995 ? fixed(p, 3) : count(p);
}

/** A time in ms: 0.42 ms, 53 ms, 5.3 s, 12 min. */
export function duration(milliseconds) {
  const seconds = milliseconds / 1e3;
  if (milliseconds < 999.5) return `${times(milliseconds)} ms`;
  return seconds < 119.5 ? `${times(seconds)} s` : `${times(seconds / 60)} min`;
}

/** A range of times in the unit of its end: 11–14 ms, 0.9–1.3 s. */
export function durations(low, high) {
  const milli = high < 999.5;
  const [one, other] = [low, high].map(value => times(milli ? value : value / 1e3));
  return `${one}–${other} ${milli ? 'ms' : 's'}`;
}

/** Multiply-adds: 83 M, 4.2 G. */
export const adds = value =>
  value < 999.5e6 ? `${times(value / 1e6)} M` : `${times(value / 1e9)} G`;

/** Bytes: 90 kB, 1.8 MB. */
export const bytes = value =>
  value < 999.5e3 ? `${times(value / 1e3)} kB` : `${times(value / 1e6)} MB`;

/** One value: six figures of what float32 holds, else three and a tilde. */
export const figure = (value, exact) => (exact ? brief(value, 6) : `~${number(value, 3)}`);
