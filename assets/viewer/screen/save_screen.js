// What a screen saves of itself: the server draws it from the words of a link to what is shown.
import {routes} from '../record/contract.js';
import {fieldsOf} from '../state/link.js';
import {pageState} from '../state/page.js';
import {SaveMenu} from './save.js';

/** @typedef {'explain' | 'compare' | 'positions' | 'heads' | 'learn'} SavingScreen */

const FIGURES = /** @type {const} */ (['png', 'svg', 'pdf']);
const EARLY = 'Nothing is shown yet.';

/**
 * The words of a link to a screen, however long: `chosen` are facts as the screen resolves them,
 * `beside` words that no link has.
 * @param {SavingScreen | 'film'} screen
 * @param {Record<string, any>} chosen
 * @param {Record<string, any>} beside
 */
export function wordsOf(screen, chosen, beside = {}) {
  const facts = {...pageState.facts, ...chosen, screen, selection: {}, missing: null};
  const words = Object.fromEntries([...fieldsOf(facts), ...Object.entries(beside)]);
  return new URLSearchParams(words).toString();
}

/**
 * The Save menu of a screen. `describe()` says what it shows when the menu opens: `chosen` and
 * `beside` as `wordsOf` takes them, `says` for the first row, `more` rows, or a `refusal`.
 * @param {HTMLElement} element
 * @param {HTMLElement} button
 * @param {string} base
 * @param {SavingScreen} screen
 * @param {() => {chosen?: object, beside?: object, says?: string, refusal?: string | null,
 *   more?: (url: string) => import('./save.js').SavedGroup[]}} describe
 */
export function saveScreen(element, button, base, screen, describe) {
  return new SaveMenu(element, button, () => {
    const {pass} = pageState.facts;
    if (!pass) return [{says: EARLY}];
    const {chosen = {}, beside = {}, says, refusal, more} = describe();
    if (refusal) return [{says: refusal}];
    const url = routes.view(base, pass.meta.token);
    const link = wordsOf(screen, chosen, beside);
    const file = format => ({label: label(format), url: routes.saved(url, screen, format, {link})});
    return [
      {
        says: `${says ?? 'What is shown'}, with a caption of its settings`,
        items: FIGURES.map(file),
      },
      {says: 'Its numbers', items: [file('npz')]},
      ...(more?.(url) ?? []),
    ];
  });
}

const label = format => (format === 'npz' ? format : format.toUpperCase());
