// The page's own view: what another one leaves of the choices, and how a former state comes back.
// A reload, a link, a step back over another picture, a restart of the server and an expired token
// take the same way: the words of a selection go to the server, and its view is adopted.
import {channel} from '../page/channel.js';
import {carried} from './carried.js';
import {pageState, travelling} from './page.js';
import {sendAgain} from './files.js';
import {fromLink} from './opened.js';
import {secret} from './tab.js';

/** @type {(name: string, data: object) => void} */ let trigger = () => {};
/** @type {Record<string, any> | null} */ let coming = null; // the state that was requested
/** @type {Record<string, any> | null} */ let waiting = null; // that for a checkpoint not here yet

/** The component whose event `restore` the server answers. */
export function bind(send) {
  trigger = send;
}

/** Goes to a state of the page; the server opens its picture and model where they are others. */
export function goTo(state) {
  if (pageState.facts.pass && isSame(state.selection, pageState.facts.selection)) {
    coming = null;
    pageState.take(state, {replayed: true});
    return;
  }
  coming = state;
  request(state.selection);
}

/** The server no longer has the page's view: opens it again, and nothing else changes. */
export function renew() {
  coming = travelling(pageState.facts);
  request(pageState.facts.selection);
}

function request(selection) {
  channel.tell('asked');
  trigger('restore', {selection, tab: secret()});
}

/** The request was refused: no state is awaited. */
export function forget() {
  coming = null;
}

/** Adopts a view of the server's with its picture: {art, meta}. */
export function adopt(pass) {
  const {meta} = pass;
  meta.selection ??= {};
  const {opened, selection} = meta;
  const first = !pageState.facts.pass;
  const served = {pass, selection, ...(opened ? ofLink(opened) : ofPicture(meta))};
  const state = wanted(meta) ?? carried(pageState.facts, meta, served.notice !== null);
  const replayed = first || coming !== null;
  coming = null;
  pageState.take({...state, ...served}, {replayed});
  const due = waiting;
  if (due && due.selection.model === selection.model) {
    waiting = null;
    goTo(due);
  }
}

/** The state that was requested with this view, or that a link brings; null for neither. */
function wanted({opened, selection}) {
  if (coming && (opened || isSame(coming.selection, selection))) return coming;
  return opened ? fromLink(opened.facts) : null;
}

/** What the server says of a link: a sentence, and the picture or checkpoint that is missing. */
function ofLink({facts, sentence, expects, waits}) {
  if (waits) waiting = {...(coming ?? fromLink(facts)), selection: waits};
  const again = expects !== null && sendAgain(expects);
  return {notice: again ? null : sentence, expected: expects};
}

const SAME_PICTURE = 'Same picture: the view is whole again.';
const OTHER_PICTURE = 'Not the same picture: the view is kept.';

/** A picture that its owner had to open is the same as before, or another one. */
function ofPicture({digest, selection}) {
  const {expected} = pageState.facts;
  if (!selection.picture?.startsWith('own:')) return {notice: null, expected};
  if (!expected) return {notice: null, expected: null};
  return {notice: digest.startsWith(expected) ? SAME_PICTURE : OTHER_PICTURE, expected: null};
}

const isSame = (one, other) => {
  const names = new Set([...Object.keys(one ?? {}), ...Object.keys(other ?? {})]);
  return [...names].every(name => one?.[name] === other?.[name]);
};
