// Whether a map hits the objects of a drawn scene: where its peak lies, and how much of it.
import {percent} from '../record/figures.js';

/** One sentence for values [N] whose peak is the token `at`; empty where nothing is drawn. */
export function landing(objects, values, at, prefix) {
  if (!objects?.names.length || at < prefix) return '';
  const label = objects.centres[at - prefix];
  if (!label) return `The peak misses ${list(objects.names)}.`;
  const share = covered(objects.coverage[label - 1], values, prefix);
  const name = objects.names[label - 1];
  return (
    `The peak hits the ${name}: ${percent(share.weight)} of what lies on patches is on it; ` +
    `it covers ${percent(share.area)} of them.`
  );
}

/** Which share of a map's weight on patches, and of the patches' area, an object covers. */
export function covered(coverage, values, prefix) {
  let on = 0;
  let all = 0;
  let area = 0;
  coverage.forEach((part, i) => {
    on += part * values[prefix + i];
    all += values[prefix + i];
    area += part;
  });
  return {weight: all ? on / all : 0, area: area / coverage.length};
}

const list = names => names.map(name => `the ${name}`).join(' and ');
