// The Save menu: the view as a figure or as numbers, or as the Python that gives the same array.
import {channel} from '../page/channel.js';
import {parts, say} from '../page/dom.js';
import {download} from '../page/download.js';
import {askedOf} from './feature_look.js';
import {EVERY} from '../record/grid.js';
import {committed, patchOf} from '../screen/query.js';

const SAID = 2500; // ms that a confirmation stays

/** The state of the view as the routes understand it. */
function stateQuery(s) {
  const asked = committed(s);
  const {heads} = s.trace.meta;
  const query =
    s.method === 'positions'
      ? patchOf(s, asked)
      : s.method === 'features'
        ? askedOf(asked, s.trace.meta)
        : asked;
  return new URLSearchParams({
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
  }).toString();
}

export function save(element, s, fail) {
  const find = parts(element);
  const panel = find('save');
  panel.addEventListener('beforetoggle', () => {
    if (!s.trace) return;
    below(panel, find('save-button'));
    for (const link of panel.querySelectorAll('a[data-file]')) {
      link.href = `${s.trace.record.url}/${link.dataset.file}?${stateQuery(s)}`;
    }
    say(find('saved'), '');
  });
  panel.addEventListener('click', async event => {
    const link = event.target.closest('a[data-file]');
    const copy = event.target.closest('[data-av="copy"]');
    if (!s.trace || !(link || copy)) return;
    event.preventDefault();
    try {
      if (link) await fetchFile(s, link.dataset.file);
      else await copyPython(s);
      const said = link ? `Saved as ${link.dataset.file}.` : 'Copied: five lines of Python.';
      note(find('saved'), said);
    } catch (error) {
      fail(error);
    }
  });
}

/** Puts a panel under its button, their right edges in line. */
function below(panel, button) {
  const box = button.getBoundingClientRect();
  const across = document.documentElement.clientWidth;
  Object.assign(panel.style, {top: `${box.bottom + 6}px`, right: `${across - box.right}px`});
}

/** Fetched first, so that an expired token is noticed here and not by the browser's downloads. */
async function fetchFile(s, file) {
  await download(await s.trace.record.get(`${file}?${stateQuery(s)}`), file);
}

async function copyPython(s) {
  const reply = await s.trace.record.get(`python?${stateQuery(s)}`);
  const text = await reply.text();
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    channel.tell('fault', 'The browser does not let this page use the clipboard.');
    throw new DOMException('', 'AbortError');
  }
}

let timer = 0;
function note(node, text) {
  say(node, text);
  clearTimeout(timer);
  timer = setTimeout(() => say(node, ''), SAID);
}
