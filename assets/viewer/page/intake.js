// A picture dropped or pasted anywhere on the page goes into the upload button's own file input.
import {channel} from './channel.js';
import {parts} from './dom.js';

export function mount({element}) {
  const veil = parts(element)('veil');
  const gone = new AbortController();
  const {signal} = gone;
  const on = (name, handler) =>
    document.addEventListener(
      name,
      event => {
        if (element.isConnected) handler(event);
        else gone.abort();
      },
      {signal},
    );
  let depth = 0;
  const shade = by => {
    depth = Math.max(0, by ? depth + by : 0);
    veil.hidden = depth === 0;
  };
  on('dragenter', event => {
    if (carriesFile(event)) shade(1);
  });
  on('dragleave', event => {
    if (carriesFile(event)) shade(-1);
  });
  on('dragover', event => {
    if (carriesFile(event)) event.preventDefault();
  });
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
  for (const name of ['pointerdown', 'focusin']) on(name, event => offerPictures(event.target));
  on('change', event => asked(event.target));
  on('click', event => {
    if (event.target.closest?.('[role=option]')) channel.tell('asked');
  });
}

const INPUT = '#av-own input[type=file]';

/** The file chooser lists pictures first; what is dropped or pasted is judged by the server. */
function offerPictures(target) {
  if (!target.closest?.('#av-upload')) return;
  document.querySelector(INPUT)?.setAttribute('accept', 'image/*');
}

/** A choice in Gradio's own fields sets the server to work. */
function asked(target) {
  if (!target.closest('#av-left') || !['radio', 'file'].includes(target.type)) return;
  const size = target.files?.[0]?.size ?? 0;
  const limit = window.gradio_config?.max_file_size ?? Infinity;
  if (size > limit) channel.tell('fault', tooLarge(size, limit));
  else channel.tell('asked');
}

const megabytes = bytes => Math.ceil(bytes / 2 ** 20);
const tooLarge = (size, limit) =>
  `This file has ${megabytes(size)} MB and the limit is ${megabytes(limit)}: make it smaller.`;

const carriesFile = event => event.dataTransfer?.types.includes('Files');

/** Gives the first file to Gradio as if it had been chosen with the button. */
function hand(files) {
  const input = document.querySelector(INPUT);
  const transfer = new DataTransfer();
  if (!input || !files.length) return;
  transfer.items.add(files[0]);
  input.files = transfer.files;
  input.dispatchEvent(new Event('change', {bubbles: true}));
}
