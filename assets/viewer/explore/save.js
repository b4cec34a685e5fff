// The Save menu: the view as a figure or as numbers, or as the Python that gives the same array.
import {closest, parts, say} from '../page/dom.js';
import {boxOf} from '../page/zoom.js';
import {download} from '../page/download.js';
import {tokenOf} from './feature_look.js';
import {routes} from '../record/contract.js';
import {EVERY} from '../record/grid.js';
import {BY_HAND, copy} from '../screen/copy.js';
import {committed, patchOf} from '../screen/query.js';

const STAYS = 2500; // ms that a confirmation stays

/** The query of the saved view: some methods need a patch, some a token. */
function savedQuery(s) {
  const query = committed(s);
  if (s.method === 'positions') return patchOf(s, query);
  return s.method === 'features' ? tokenOf(query, s.trace.meta) : query;
}

/** The files of the menu, by their names. */
const FILES = {
  'figure.png': (url, state) => routes.figure(url, 'png', state),
  'figure.svg': (url, state) => routes.figure(url, 'svg', state),
  'figure.pdf': (url, state) => routes.figure(url, 'pdf', state),
  'array.npz': (url, state) => routes.array(url, state),
  'picture.png': url => routes.pictureFile(url),
};

const fileUrl = (s, file) => FILES[file](s.trace.record.url, viewState(s));

/**
 * The state of the view as the routes take it.
 * @returns {import('../record/replies.js').ViewFields}
 */
function viewState(s) {
  const query = savedQuery(s);
  const {heads} = s.trace.meta;
  return {
    method: s.method,
    layer: s.layer,
    head: s.head === heads ? 'mean' : s.head,
    query: query === EVERY ? 'default' : query,
    direction: s.direction,
    scale: s.mode === 'per map' ? 'map' : s.mode,
    root: Number(s.root),
    colormap: s.colormap,
    opacity: Math.round(s.opacity * 100),
    smooth: Number(s.smooth),
    grid: Number(s.grid),
    end: s.end,
    ...(s.method === 'class' && {target: s.target.index}),
    ...(s.method === 'features' && {feature: s.feature, depth: s.depth}),
  };
}

export function save(element, s, fail) {
  const find = parts(element);
  const panel = find('save');
  panel.addEventListener('beforetoggle', () => {
    if (!s.trace) return;
    below(panel, find('save-button'));
    for (const link of panel.querySelectorAll('a[data-file]')) {
      link.href = fileUrl(s, link.dataset.file);
    }
    say(find('saved'), '');
    find('copy-field').hidden = true;
  });
  panel.addEventListener('click', async event => {
    const link = closest(event, 'a[data-file]');
    if (!s.trace || !(link || closest(event, '[data-av="copy"]'))) return;
    event.preventDefault();
    try {
      if (link) await saveFile(s, link.dataset.file, find);
      else await copyPython(s, find);
    } catch (error) {
      fail(error);
    }
  });
}

/** Puts a panel under its button, their right edges in line. */
function below(panel, button) {
  const box = boxOf(button);
  const across = document.documentElement.clientWidth;
  Object.assign(panel.style, {top: `${box.bottom + 6}px`, right: `${across - box.right}px`});
}

/** Fetches a file before saving it, so that an expired token is handled here. */
async function saveFile(s, file, find) {
  const name = await download(await s.trace.record.get(fileUrl(s, file)), file);
  note(find('saved'), `Saved as ${name}.`);
}

async function copyPython(s, find) {
  const {record} = s.trace;
  const reply = await record.get(routes.python(record.url, viewState(s)));
  const field = find('copy-field');
  field.hidden = await copy(await reply.text(), field);
  if (field.hidden) note(find('saved'), 'Copied as Python.');
  else stay(find('saved'), BY_HAND);
}

let timer = 0;
function stay(node, text) {
  say(node, text);
  clearTimeout(timer);
}

function note(node, text) {
  stay(node, text);
  timer = window.setTimeout(() => say(node, ''), STAYS);
}
