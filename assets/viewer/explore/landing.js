// How much of a map lies on the objects of a drawn scene, and where its strongest patch lies.
import {percent, times} from '../record/figures.js';
import {covered, lying} from '../record/objects.js';

const VERBS = {hit: 'hits', touch: 'touches', beside: 'lies beside', miss: 'misses'};

/**
 * Two sentences for values [N] whose strongest patch is the token `at`: the share of the weight on
 * patches that lies on each object, beside the object's share of the area; then that patch alone.
 * Empty where no object is in sight, or the map is all zero.
 */
export function landing(objects, values, at, prefix) {
  if (!objects || at < prefix) return '';
  const parts = objects.names
    .map((name, i) => ({name, coverage: objects.coverage[i], label: i + 1}))
    .map(part => ({...part, ...covered(part.coverage, values, prefix)}))
    .filter(({area}) => area > 0);
  const weight = parts.reduce((sum, part) => sum + part.weight, 0);
  const any = values.some((value, token) => token >= prefix && value);
  if (!parts.length || !any) return '';
  return `${shares(parts)} ${strongest(parts, objects.centres[at - prefix], at - prefix, weight)}`;
}

/** "73 % of the map lies on the cat, 4.4 times its 17 % of the area." */
function shares(parts) {
  const texts = parts.map(({name, weight, area}, i) => {
    const share = `${percent(weight)} ${i ? 'on' : 'of the map lies on'} the ${name}`;
    return `${share}, ${times(weight / area)} times its ${percent(area)}${i ? '' : ' of the area'}`;
  });
  return `${texts.join('; ')}.`;
}

/** "The strongest patch hits the cat: it is 83 % cat." */
function strongest(parts, centre, patch, weight) {
  const most = parts.reduce((a, b) => (b.coverage[patch] > a.coverage[patch] ? b : a));
  const at = parts.find(({label}) => label === centre) ?? most;
  const share = at.coverage[patch];
  const names = share ? [at.name] : parts.map(({name}) => name);
  const verb = VERBS[lying({centre, share, weight})];
  return (
    `The strongest patch ${verb} ${names.map(name => `the ${name}`).join(' and ')}: ` +
    `it is ${percent(share)} ${names.join(' or ')}.`
  );
}
