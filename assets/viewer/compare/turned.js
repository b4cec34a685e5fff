// Whether a facet follows what a patch shows or where it lies: how many matches of a picture with
// itself upside down lie where the patch has gone, and how many where it was.
import {percent} from '../record/figures.js';
import {routes} from '../record/contract.js';

/** @typedef {import('../record/replies.js').TurnedFacet} TurnedFacet */

/** Measures a reply's picture after a layer, once; kept with the reply. */
export function measureTurned(result, layer) {
  const {record} = result.trace;
  return record.once(`turned/${layer}`, async () => {
    result.turned.set(layer, await record.json(routes.turned(record.url, layer + 1)));
  });
}

/**
 * "Picture upside down, matches after L8 that are right (and at the old place): value 75 % (15 %)".
 * @param {TurnedFacet[] | undefined} facets
 */
export function turnedText(facets, layer, chosen) {
  if (!facets) return '';
  const order = [...facets].sort((one, other) => other.right - one.right);
  const each = order.map(
    ({facet, right, placed}) => `${facet} ${percent(right)} (${percent(placed)})`,
  );
  const where = layer < 0 ? 'in the embedding' : `after L${layer + 1}`;
  return (
    `Picture upside down, matches ${where} that are right (and at the old place): ` +
    `${each.join(', ')}. ${followsText(order, chosen)}`
  );
}

/** Which facets follow position more than content, by more matches at the old place. */
function followsText(facets, chosen) {
  const placed = facets.filter(one => one.placed > one.right).map(({facet}) => facet);
  if (!placed.length) return 'None follows position more than content here.';
  if (placed.length === facets.length) return 'All follow position more than content.';
  const names = [placed.slice(0, -1).join(', '), placed.at(-1)].filter(Boolean).join(' and ');
  const verb = placed.length === 1 ? 'follows' : 'follow';
  const sentence = `${names[0].toUpperCase()}${names.slice(1)} ${verb} position more than content`;
  return placed.includes(chosen) ? `${sentence}: choose ${facets[0].facet}.` : `${sentence}.`;
}
