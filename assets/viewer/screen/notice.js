// One sentence below the top bar, until it is closed or holds no longer: about what was restored, or
// about what went wrong on a screen that is not in sight.
import {channel} from '../page/channel.js';
import {parts, reveal} from '../page/dom.js';
import {pageState} from '../state/page.js';

export function mount({element}) {
  const find = parts(element);
  let fault = false; // what is shown went wrong, until the next request
  const show = (sentence, wrong = false) => {
    fault = wrong;
    find('restored-box').hidden = !sentence;
    reveal(find('restored'), sentence);
  };
  pageState.hear(['notice'], ({notice}) => show(notice));
  channel.follow('notice', sentence => show(sentence, true));
  channel.follow('away', sentence => show(sentence));
  channel.follow('asked', () => {
    if (fault) show(null);
  });
  find('restored-close').addEventListener('click', () => show(null));
}
