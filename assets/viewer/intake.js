// A picture dropped or pasted anywhere on the page goes into the upload button's own file input.
import {channel} from './channel.js';
import {parts} from './dom.js';

export function mount({element}) {
  const veil = parts(element)('veil'), gone = new AbortController(), {signal} = gone;
  const on = (name, handler) => document.addEventListener(name, event => {
    if (element.isConnected) handler(event);
    else gone.abort();
  }, {signal});
  let depth = 0;
  const shade = by => {
    depth = Math.max(0, by ? depth + by : 0);
    veil.hidden = depth === 0;
  };
  on('dragenter', event => { if (carriesFile(event)) shade(1); });
  on('dragleave', event => { if (carriesFile(event)) shade(-1); });
  on('dragover', event => { if (carriesFile(event)) event.preventDefault(); });
  on('drop', event => {
    shade(0);
    if (!carriesFile(event)) return;
    event.preventDefault();
    hand(event.dataTransfer.files);
  });
  on('paste', event => {
    const files = event.clipboardData?.files;
    if (!files?.length) return;
    event.preventDefault();
    hand(files);
  });
  on('change', event => { if (event.target.closest('#av-left')) channel.tell('asked'); });
}

const carriesFile = event => event.dataTransfer?.types.includes('Files');

/** Gives the first file to Gradio as if it had been chosen with the button. */
function hand(files) {
  const input = document.querySelector('#av-own input[type=file]'), transfer = new DataTransfer();
  if (!input || !files.length) return;
  transfer.items.add(files[0]);
  input.files = transfer.files;
  input.dispatchEvent(new Event('change', {bubbles: true}));
}
