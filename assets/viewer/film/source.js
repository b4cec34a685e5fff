// Where a film comes from: a file, the webcam, or a pan over the page's picture.
import {isVisible} from '../page/dom.js';
import {takers} from '../page/intake.js';
import {routes, sent} from '../record/contract.js';
import {Gone, post} from '../record/decode.js';
import {result} from '../record/lines.js';
import {choose} from '../state/choices.js';
import {Camera} from './camera.js';

const FILM = /\.(mp4|m4v|mov|avi|webm|mkv|gif)$/i;

/** Whether a file is taken for a film, by its type or its name. */
const isFilm = ({type, name}) =>
  type.startsWith('video/') || type === 'image/gif' || FILM.test(name);

export class Source {
  /** @type {File | null} */ file = null; // the film of one's own that is open
  /** @type {string | null} */ clip = null; // its name at the server
  /** @type {AbortController | null} */ sending = null;
  chosen = false; // a person has just chosen the film

  /** @param {any} page the Film screen */
  constructor(page) {
    this.page = page;
    const {find} = page.view;
    const input = find('clip-file');
    input.accept = sent.filmOpen.kinds;
    find('clip-file-button').addEventListener('click', () => input.click());
    input.addEventListener('change', () => {
      const [file] = input.files;
      input.value = ''; // so that the same file can be chosen again
      if (file) this.send(file);
    });
    for (const name of ['clip-pan', 'clip-begin']) {
      find(name).addEventListener('click', () => this.pan());
    }
    this.camera = new Camera(find, {
      taken: file => this.send(file),
      failed: sentence => page.view.fault(sentence),
    });
    find('clip-webcam').addEventListener('click', () => this.camera.open());
    takers.add(([file]) => {
      if (!page.element.isConnected || !isFilm(file)) return false;
      if (!isVisible(page.element)) choose({screen: 'film'});
      this.send(file);
      return true;
    });
  }

  /** Whether this film was chosen just now: its frames are then computed without another click. */
  wants(clip) {
    const is = this.chosen && (clip === 'pan' || clip === this.clip);
    this.chosen = false;
    return is;
  }

  pan() {
    this.chosen = true;
    this.page.choose('pan');
  }

  /** Sends a film to the server, which reads its frames. */
  async send(file) {
    const {page} = this;
    this.sending?.abort();
    const own = (this.sending = new AbortController());
    page.view.fault(null);
    page.view.reading(file.name, 0, () => own.abort());
    try {
      const clip = await this.post(file, own.signal);
      Object.assign(this, {file, clip, chosen: true});
      page.choose(clip);
    } catch (error) {
      if (error instanceof Gone) page.again = () => this.send(file);
      page.fail(error, `${file.name} could not be opened`);
    } finally {
      if (this.sending === own) page.view.reading(null);
    }
  }

  async post(file, signal) {
    const {page} = this;
    const view = routes.view(page.base, page.state.meta.token);
    const reply = await post(routes.filmOpen(view, {name: file.name}), file, sent.filmOpen, signal);
    const report = (done, total) =>
      page.view.reading(file.name, done / total, () => this.sending?.abort());
    const {clip} = await result(reply, report);
    return clip;
  }

  /** Sends the film that is chosen again, once; false where its file is not here. */
  sendAgain() {
    const {file, clip, page} = this;
    if (!file || clip !== page.state.clip) return false;
    this.file = null;
    this.send(file);
    return true;
  }
}
