// The facts that the server read in a link, as the page has them.
import {JOINED} from './facts.js';
import {opening} from './page.js';

/** @param {import('../record/replies.js').LinkFacts} facts of the link; all others open anew */
export const fromLink = facts => {
  const {change, ...others} = /** @type {Record<string, any>} */ (facts);
  return {
    ...opening(),
    ...JOINED[others.method],
    ...others,
    ...(change && {change: changeOf(change)}),
  };
};

/** A changed pass with its sets, as heads/interventions/change.js has it. */
const changeOf = ({off = [], fill = 'zero', hidden = [], blanked = [], temperature = {}}) => ({
  off: new Set(off),
  fill,
  hidden: new Set(hidden),
  blanked: new Set(blanked),
  temperature: new Map(Object.entries(temperature).map(([layer, heat]) => [Number(layer), heat])),
});
