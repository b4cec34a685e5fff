// The page's own view: what another one leaves of the choices, and how a former state comes back.
// A reload, a link, a step back over another picture, a restart of the server and an expired token
// take the same way: the words of a selection go to the server, and its view is adopted.
import {channel} from '../page/channel.js';
import {carried} from './carried.js';
import {pageState, travelling} from './page.js';
import {expectNoFile, expectSameFile, sendAgain, sentAgain} from './files.js';
import {fieldsOf} from './link.js';
import {fromLink} from './opened.js';
import {secret} from './tab.js';

const OWN = 'own:'; // how the word of an upload begins

/** @type {(name: string, data: object) => void} */ let trigger = () => {};
let start = ''; // where the routes begin
/** @type {(() => Record<string, any>) | null} */ let coming = null; // the state that was requested
/** @type {Record<string, any> | null} */ let waiting = null; // that for a checkpoint not here yet
/** @type {{patch: number, facts: object} | null} */ let resized = null; // the size requested
/** @type {string | null} */ let returned = null; // what is said when the view is back
let relevelled = false; // whether the next view is of the same picture with other grey levels
let linked = true; // whether the next view comes with the facts of a link
/** @type {string | null} */ let own = history.state?.own ?? null; // the own picture of this tab

/** The word of the own picture that this tab showed last, kept with its history. */
export const mine = () => own;

/** The component whose event `restore` the server answers, and where its routes begin. */
export function bind(send, base) {
  trigger = send;
  start = base;
}

/** Goes to a state of the page; the server opens its picture and model where they are others. */
export function goTo(state) {
  if (pageState.facts.pass && isSame(state.selection, pageState.facts.selection)) {
    coming = null;
    pageState.take(state, {replayed: true});
    return;
  }
  coming = () => state;
  resized = null;
  request(state.selection);
}

/** Another patch size of the page's own view; `facts` of the page come with it, as one change. */
export function choosePatch(patch, facts) {
  coming = null;
  resized = {patch, facts};
  request({...pageState.facts.selection, patch: String(patch)});
}

/**
 * The server no longer has the page's view: opens it again, an own picture from its file. What is
 * chosen meanwhile stays, and the sentence is shown with the view. An Error where the line is broken.
 * @param {string} sentence
 */
export async function renew(sentence) {
  const sent = await sentAgain(pageState.facts.selection, start);
  coming = () => travelling(pageState.facts);
  returned = sentence;
  request(pageState.facts.selection, {}, sent);
}

/** With a view that is on its way back, this sentence is shown. */
export function sayInstead(sentence) {
  if (returned) returned = sentence;
}

/**
 * `facts` of a link are read by the server again, for the model that is now here. `sent` is the file
 * of the picture, which the server has again.
 */
function request(selection, facts = {}, sent = null) {
  linked = Object.keys(facts).length > 0;
  channel.tell('asked');
  trigger('restore', {selection, facts, sent, tab: secret()});
}

/** The same picture comes next with other grey levels: what is chosen on it stays. */
export function expectLevels() {
  relevelled = true;
  expectSameFile(pageState.facts.pass.meta.digest);
}

/** The request was refused: no state is awaited. */
export function forget() {
  coming = resized = returned = null;
  relevelled = false;
  expectNoFile();
}

/** Adopts a view of the server's with its picture: {art, meta}. */
export function adopt(pass) {
  const {meta} = pass;
  const {opened, selection} = meta;
  const first = !pageState.facts.pass;
  const served = {pass, selection, ...(opened ? ofLink(opened, selection) : ofPicture(meta))};
  const state = wanted(meta) ?? passed(meta, relevelled || served.notice !== null);
  relevelled = false;
  served.notice ??= returned;
  returned = null;
  const replayed = first || coming !== null;
  coming = null;
  if (selection.picture?.startsWith(OWN)) own = selection.picture;
  pageState.take({...state, ...served}, {replayed});
  requestDue(selection.model);
}

/** Requests what waited for a view of this model. */
function requestDue(model) {
  const due = waiting;
  if (!due || due.selection.model !== model) return;
  waiting = null;
  request(due.selection, Object.fromEntries(fieldsOf({...due, selection: {}})));
}

/** The state that was requested with this view, or that a link brings; null for neither. */
function wanted({opened, selection}) {
  const state = coming?.();
  if (state && (opened || isSame(state.selection, selection))) return state;
  return opened && linked ? fromLink(opened.facts) : null;
}

/** What stays of the facts, with those that were chosen together with the patch size. */
function passed(meta, kept) {
  const stays = carried(pageState.facts, meta, kept);
  if (resized?.patch !== meta.patch) return stays;
  const {facts} = resized;
  resized = null;
  return {...stays, ...facts};
}

/** What the server says of a link: a sentence, and the picture or checkpoint that is missing. */
function ofLink({facts, sentence, expects, waits}, selection) {
  if (waits) waiting = {...(coming?.() ?? fromLink(facts)), selection: waits};
  const picture = expects === null ? null : OWN + expects;
  return {
    notice: noticeOn(picture, sentence),
    missing: waits ?? (picture && {...selection, picture}),
  };
}

/** The sentence about a link; none where a missing picture of this page is sent again. */
function noticeOn(picture, sentence) {
  if (!picture) return sentence;
  if (sendAgain(picture.slice(OWN.length))) return null;
  return picture === own ? NOT_HELD : sentence;
}

const NOT_HELD = 'Your picture is no longer held here: open your picture again; the rest is kept.';
const SAME_PICTURE = 'Same picture: the view is whole again.';
const OTHER_PICTURE = 'Not the same picture: the view is kept.';

/** A picture that its owner had to open is the same as before, or another one. */
function ofPicture({digest, selection}) {
  const {missing} = pageState.facts;
  const digits = missing?.picture?.startsWith(OWN) && missing.picture.slice(OWN.length);
  if (!digits) return {notice: null, missing: null};
  if (!selection.picture?.startsWith(OWN)) return {notice: null, missing: null};
  return {notice: digest.startsWith(digits) ? SAME_PICTURE : OTHER_PICTURE, missing: null};
}

const isSame = (one, other) => {
  const names = new Set([...Object.keys(one ?? {}), ...Object.keys(other ?? {})]);
  return [...names].every(name => one?.[name] === other?.[name]);
};
