// One sentence below the top bar about what was restored, until it is closed or holds no longer.
import {parts, reveal} from '../page/dom.js';
import {pageState} from '../state/page.js';

export function mount({element}) {
  const find = parts(element);
  const show = sentence => {
    find('restored-box').hidden = !sentence;
    reveal(find('restored'), sentence);
  };
  pageState.hear(['notice'], ({notice}) => show(notice));
  find('restored-close').addEventListener('click', () => show(null));
}
