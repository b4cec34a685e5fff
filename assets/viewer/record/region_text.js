// Points and regions as text of a route and of a link, as app/wire/regions.py reads them.

const STEPS = 4095; // of a point, along each axis

/** Bytes as base64 that needs no escape in a link. */
export function base64(bytes) {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/** Points [right, down] in 0..1, of three bytes each. */
export function pointsText(points) {
  const bytes = points.flatMap(([x, y]) => {
    const [right, down] = [x, y].map(value => Math.round(value * STEPS));
    return [right >> 4, ((right & 15) << 4) | (down >> 8), down & 255];
  });
  return base64(bytes);
}

/** A region. */
export function regionText(region) {
  if (region.kind === 'lasso') return `lasso:${pointsText(region.points)}`;
  const {top, bottom, left, right} = region;
  return `block:${pointsText([
    [left, top],
    [right, bottom],
  ])}`;
}

/** Regions as a link has them. */
export const regionsText = regions => regions.map(regionText).join(';');

/** A share as exact as a link writes it: what is drawn is then what a link gives. */
export const writableShare = share => Math.round(share * STEPS) / STEPS;

/** The same of a point. */
export const writable = point => point.map(writableShare);
