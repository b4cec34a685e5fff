// Copy link: the address of what is shown. Where the clipboard is denied, the link stands selected
// in a field.
import {parts, reveal, say} from '../page/dom.js';
import {addressOf} from '../state/address.js';
import {linkOf} from '../state/link.js';
import {pageState} from '../state/page.js';
import {BY_HAND, copy} from './copy.js';

const STAYS = 2500; // ms that a confirmation stays
const LEFT_OUT = {
  mask: 'what is circled',
  off: 'the heads switched off',
  hidden: 'the patches masked in attention',
  blanked: 'the patches masked in pixels',
  temperature: 'the temperatures',
  columns: 'the columns',
};
const OWN =
  'Your picture is not in the link: whoever opens it sees an example until they open a copy.';

export function mount({element}) {
  const find = parts(element);
  const panel = find('link');
  let timer = 0;
  find('share').addEventListener('click', async () => {
    const link = location.origin + addressOf(pageState.facts);
    find('link-field').value = link;
    reveal(find('link-note'), noteOn(pageState.facts));
    panel.showPopover(); // first: what is out of sight cannot be selected
    const copied = await copy(link, find('link-field'));
    say(find('link-head'), copied ? 'Link copied.' : BY_HAND);
    clearTimeout(timer);
    if (copied && find('link-note').hidden) {
      timer = window.setTimeout(() => panel.hidePopover(), STAYS);
    }
  });
  find('link-field').addEventListener('focus', event => event.target.select());
}

/** What the link cannot carry, in a sentence; null where it carries all. */
function noteOn(facts) {
  const left = linkOf(facts).left.map(name => LEFT_OUT[name]);
  const sentences = [];
  if (facts.selection?.picture?.startsWith('own:')) sentences.push(OWN);
  if (left.length) sentences.push(`Too long for a link, so left out: ${left.join(', ')}.`);
  return sentences.join(' ') || null;
}
