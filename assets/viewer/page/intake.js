// A picture dropped or pasted anywhere on the page is opened like one chosen with the button.
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
      if (!isTaken(files, event)) channel.tell('open', files[0]);
    } else channel.tell('fault', NO_FILE);
  });
  on('paste', event => {
    const files = event.clipboardData?.files;
    if (!files?.length) return;
    event.preventDefault();
    if (!isTaken(files, event)) channel.tell('open', files[0]);
  });
  on('change', chosen);
}

/** A choice in Gradio's own fields starts a request. */
function chosen(event) {
  if (closest(event, '#av-left') && event.target.type === 'radio') channel.tell('asked');
}

const NO_FILE = 'What was dropped is no file: save the picture, then drop its file here.';

const carriesFile = event => event.dataTransfer?.types.includes('Files');

/** Whether a text is dragged over a field that takes it. */
const isTextFor = event =>
  !carriesFile(event) && closest(event, 'input:read-write, textarea:read-write') !== null;
