// How values beyond eight bits became grey levels, where there is something to say, and the way back.
import {channel} from '../page/channel.js';
import {parts, say} from '../page/dom.js';
import {expectLevels} from '../state/passes.js';
import {pageState} from '../state/page.js';

export function mount({element, trigger}) {
  const find = parts(element);
  const button = find('other');
  /** @type {string | null} */ let other = null;
  pageState.know('pass', ({meta: {levels}}) => {
    other = levels?.other ?? null;
    find('levels').hidden = !levels;
    say(find('said'), levels?.sentence ?? '');
    button.hidden = !other;
    say(button, levels?.offer ?? '');
  });
  button.addEventListener('click', () => {
    expectLevels();
    channel.tell('asked');
    trigger('levels', {levels: other});
  });
}
