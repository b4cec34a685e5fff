// A picture dropped or pasted anywhere on the page goes into the upload button's own file input.
// Whatever else is dropped never leads away from the page.
import {channel} from './channel.js';
import {closest, parts} from './dom.js';

/**
 * Parts of the page that take files themselves while they are in sight: each gets the files and the
 * event, and says whether it took them.
 * @type {Set<(files: FileList, event: Event) => boolean>}
 */
export const takers = new Set();

const isTaken = (files, event) => [...takers].some(take => take(files, event));

export function mount({element}) {
  const veil = parts(element)('veil');
  const listening = new AbortController();
  const {signal} = listening;
  const on = (name, handler) =>
    document.addEventListener(
      name,
      event => {
        if (element.isConnected) handler(event);
        else listening.abort();
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
    if (!isTextFor(event)) event.preventDefault();
  });
  on('drop', event => {
    shade(0);
    if (isTextFor(event)) return;
    event.preventDefault();
    const {files} = event.dataTransfer ?? {};
    if (files?.length) {
      if (!isTaken(files, event)) hand(files);
    } else channel.tell('fault', NO_FILE);
  });
  on('paste', event => {
    const files = event.clipboardData?.files;
    if (!files?.length) return;
    event.preventDefault();
    if (!isTaken(files, event)) hand(files);
  });
  for (const name of ['pointerdown', 'focusin']) on(name, offerPictures);
  on('change', chosen);
}

const INPUT = '#av-own input[type=file]';

const fileInput = () => /** @type {HTMLInputElement | null} */ (document.querySelector(INPUT));

/** The file dialog lists pictures first; the server checks what is dropped or pasted. */
function offerPictures(event) {
  if (closest(event, '#av-upload')) fileInput()?.setAttribute('accept', 'image/*');
}

/** A choice in Gradio's own fields starts a request, unless its file is too large. */
function chosen(event) {
  const {type, files} = event.target;
  if (!closest(event, '#av-left') || !['radio', 'file'].includes(type)) return;
  const size = sizeOf(files);
  const limit = largestFile();
  if (size > limit) {
    channel.tell('fault', tooLarge(size, limit));
    return;
  }
  if (type === 'file') channel.tell('file', files[0]);
  channel.tell('asked');
}

/** Bytes of the first of some files; 0 without one. */
const sizeOf = files => files?.[0]?.size ?? 0;

/** Bytes of the largest file that Gradio's settings accept. */
const largestFile = () => /** @type {any} */ (window).gradio_config?.max_file_size ?? Infinity;

const megabytes = bytes => Math.ceil(bytes / 2 ** 20);
const tooLarge = (size, limit) =>
  `This file has ${megabytes(size)} MB and the limit is ${megabytes(limit)}: make it smaller.`;

const NO_FILE = 'What was dropped is no file: save the picture, then drop its file here.';

const carriesFile = event => event.dataTransfer?.types.includes('Files');

/** Whether a text is dragged over a field that takes it. */
const isTextFor = event =>
  !carriesFile(event) && closest(event, 'input:read-write, textarea:read-write') !== null;

/** Gives the first file to Gradio as if it had been chosen with the button. */
export function hand(files) {
  const input = fileInput();
  const transfer = new DataTransfer();
  if (!input || !files.length) return;
  transfer.items.add(files[0]);
  input.files = transfer.files;
  input.dispatchEvent(new Event('change', {bubbles: true}));
}
