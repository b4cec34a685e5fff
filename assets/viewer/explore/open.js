// Opens a picture of one's own: its file is sent by a route, then the server shows it.
import {channel} from '../page/channel.js';
import {parts} from '../page/dom.js';
import {sent} from '../record/contract.js';
import {sending} from '../state/files.js';

export function mount({element, trigger, base}) {
  const find = parts(element);
  const input = find('open-file');
  input.accept = sent.open.kinds;
  find('open').addEventListener('click', () => input.click());
  const take = () => {
    if (input.files.length) channel.tell('open', input.files[0]);
    input.value = ''; // the same file may be chosen again
  };
  input.addEventListener('change', take);
  /** @type {AbortController | null} */ let newest = null;
  channel.follow('open', async file => {
    newest?.abort();
    newest = new AbortController();
    const {signal} = newest;
    channel.tell('asked');
    try {
      const data = await sending(file, base, signal);
      if (signal.aborted) return;
      channel.tell('file', file);
      trigger('open', data);
    } catch (error) {
      if (error.name !== 'AbortError') channel.tell('fault', error.message);
    }
  });
  take(); // what was chosen before this module was here
}
