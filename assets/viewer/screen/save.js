// The Save menu of a screen: files in rows under a sentence each, in one form for all screens.
import {channel} from '../page/channel.js';
import {closest, el, say} from '../page/dom.js';
import {download} from '../page/download.js';
import {boxOf, zoom} from '../page/zoom.js';
import {Gone, get} from '../record/decode.js';

const STAYS = 2500; // ms that a confirmation stays
const GAP = 6; // px between button and panel
const EDGE = 8; // px between panel and window
const ROOM = 320; // px below the button from which on the panel needs no other place
const WIDTH = 276; // px, as in screen.css with its border

const WAIT = 'Saving …';
const AGAIN = 'The server no longer held this view: it is opened again, then save once more.';

/**
 * @typedef {object} SavedFile a file of the server
 * @property {string} label
 * @property {string} url
 * @property {string} [title]
 */

/**
 * @typedef {object} SavedAction something else that can be done: `run(field)` resolves to what is
 *   said of it, null where the text that stands selected in the field says enough
 * @property {string} label
 * @property {string} [name]
 * @property {(field: HTMLTextAreaElement) => Promise<{text: string, stays: boolean}>} run
 */

/** @typedef {{says: string, items?: (SavedFile | SavedAction)[]}} SavedGroup */

export class SaveMenu {
  timer = 0;
  newest = 0; // number of the newest save
  items = []; // those of the buttons and links, by their numbers

  /**
   * A menu at a button of a screen; `groups()` is called whenever it opens.
   * @param {HTMLElement} element
   * @param {HTMLElement} button
   * @param {() => SavedGroup[]} groups
   */
  constructor(element, button, groups) {
    const panel = el('div', 'av-panel av-save');
    const name = /** @type {string} */ (button.dataset.av).replace('-button', '');
    Object.assign(panel, {id: `av-${name}`, popover: 'auto', role: 'dialog'});
    panel.ariaLabel = 'Save this view';
    panel.dataset.av = name;
    button.setAttribute('popovertarget', panel.id);
    this.rows = el('div', 'av-save-rows');
    this.line = el('p', 'av-saved');
    this.line.role = 'status';
    this.line.dataset.av = `${name}d`;
    this.field = /** @type {HTMLTextAreaElement} */ (el('textarea', 'av-link-field'));
    Object.assign(this.field, {rows: 8, wrap: 'off', readOnly: true, hidden: true});
    this.field.ariaLabel = 'This view as Python';
    this.field.dataset.av = `${name}-field`;
    panel.append(this.rows, this.line, this.field);
    (element.firstElementChild ?? element).append(panel);
    panel.addEventListener('beforetoggle', event => {
      if (/** @type {ToggleEvent} */ (event).newState === 'open')
        this.open(panel, button, groups());
    });
    panel.addEventListener('click', event => this.click(event));
  }

  /** Fills the panel and puts it at its button. */
  open(panel, button, groups) {
    this.items = groups.flatMap(({items = []}) => items);
    let at = 0;
    const row = ({items = []}) => {
      const box = el('div', 'av-save-row');
      box.append(...items.map(item => control(item, at++)));
      return box;
    };
    this.rows.replaceChildren(...groups.flatMap(group => [el('p', '', group.says), row(group)]));
    this.stay('');
    this.field.hidden = true;
    beside(panel, button);
  }

  /** @param {Event} event */
  async click(event) {
    const node = closest(event, '[data-item]');
    if (!node) return;
    event.preventDefault();
    const item = this.items[Number(node.dataset.item)];
    const number = ++this.newest;
    this.stay(WAIT);
    try {
      const {text, stays} = await (item.url ? saved(item) : item.run(this.field));
      if (number === this.newest) this.note(text, stays);
    } catch (error) {
      if (number === this.newest && error.name !== 'AbortError') this.fail(error);
    }
  }

  fail(error) {
    if (error instanceof Gone) channel.tell('gone');
    this.stay(error instanceof Gone ? AGAIN : `This could not be saved: ${error.message}`);
  }

  note(text, stays) {
    this.stay(text);
    if (!stays) this.timer = window.setTimeout(() => say(this.line, ''), STAYS);
  }

  stay(text) {
    clearTimeout(this.timer);
    say(this.line, text);
  }
}

/** A link to a file, or a button. */
function control({label, url, title, name}, at) {
  const node = el(url ? 'a' : 'button', '', label);
  if (url) node.setAttribute('href', url);
  else node.setAttribute('type', 'button');
  if (title) node.title = title;
  if (name) node.dataset.av = name;
  node.dataset.item = String(at);
  return node;
}

/** Fetches a file before saving it, so that an expired token is handled in the page. */
async function saved({label, url}) {
  const name = await download(await get(url), label);
  return {text: `Saved as ${name}.`, stays: false};
}

/** Puts a panel under its button, or above it where there is more room; inside the window. */
function beside(panel, button) {
  const {top, bottom, right} = boxOf(button);
  const across = document.documentElement.clientWidth;
  const tall = window.innerHeight / zoom();
  const below = tall - bottom;
  const above = below < ROOM && top > below;
  const room = (above ? top : below) - GAP - EDGE;
  Object.assign(panel.style, {
    top: above ? 'auto' : `${bottom + GAP}px`,
    bottom: above ? `${tall - top + GAP}px` : 'auto',
    right: `${Math.max(EDGE, Math.min(across - right, across - WIDTH - EDGE))}px`,
    maxHeight: `${room}px`,
  });
}
