// Where pictures come from: files, the strip, the picture at hand or a part of it, drawn scenes.
import {Errand} from '../page/errand.js';
import {takers} from '../page/intake.js';
import {routes, sent} from '../record/contract.js';
import {get, post} from '../record/decode.js';
import {limits} from '../record/limits.js';
import {followStrip} from '../screen/strip.js';
import {Part} from './part.js';

const FRESH = 1_000_000; // seeds of drawn scenes

export class Sources {
  /** @type {File[]} */ files = []; // those to be sent
  /** @type {Map<string, () => Promise<Response>>} */ origins = new Map(); // a picture's id -> its way
  at = 0; // the class that they go to
  overflow = ''; // a sentence about those without room
  /** @type {import('../record/replies.js').Descriptor | null} */ meta = null; // of the view

  /**
   * `took(picture, at)` gets what was added, and says why it is not, else nothing; `room()` is how many more there may be; `meta()` the view.
   * @param {HTMLElement} element
   * @param {(name: string) => any} find
   * @param {string} base
   * @param {{took: (picture: any, at?: number) => string, room: () => number, chosen: () => number,
   *   url: () => string, visible: () => boolean, classAt: (x: number, y: number) => number | null,
   *   faults: (sentences: string[]) => void, failed: (error: Error) => void}} to
   */
  constructor(element, find, base, to) {
    this.find = find;
    this.to = to;
    this.errand = new Errand(find('teach-sending'), {
      run: (signal, progress) => this.send(signal, progress),
      failed: error => to.failed(error),
      changed: () => this.errand.show({label: '', doing: 'Adding pictures', enabled: false}),
    });
    this.errand.go.remove();
    followStrip(find('teach-strip'), base, index =>
      this.take(() => routes.teachExample(to.url(), index)),
    );
    const input = find('teach-file');
    input.accept = sent.teachPicture.kinds;
    find('teach-open').addEventListener('click', () => input.click());
    input.addEventListener('change', () => {
      this.bring([...input.files], to.chosen());
      input.value = '';
    });
    find('teach-scene').addEventListener('click', () => {
      const seed = Math.floor(Math.random() * FRESH);
      const kind = find('teach-kind').value;
      this.take(() => routes.teachScene(to.url(), kind, seed));
    });
    find('teach-whole').addEventListener('click', () => this.takePart());
    takers.add((files, event) => this.dropped(files, event));
    this.part = new Part(find, () => this.takePart());
  }

  /** Files that were dropped or pasted while this screen is in sight: all of them come here. */
  dropped(files, event) {
    if (!this.to.visible()) return false;
    const at = event instanceof DragEvent ? this.to.classAt(event.clientX, event.clientY) : null;
    this.bring([...files], at ?? this.to.chosen());
    return true;
  }

  bring(files, at) {
    if (!files.length || this.errand.busy) return;
    const room = this.to.room();
    const over = files.length > room;
    this.overflow = over
      ? `${files.length} files are more than there is room for: a lesson has at most ${limits.teachPictures} pictures. ` +
        `${room ? `The first ${room} were taken.` : 'None was taken.'}`
      : '';
    Object.assign(this, {files: files.slice(0, room), at});
    this.to.faults([]);
    this.errand.start();
  }

  /** Sends the files one by one; one that cannot be read is named, and the rest go on. */
  async send(signal, progress) {
    const {files, at, to} = this;
    const faults = this.overflow ? [this.overflow] : [];
    for (const [done, file] of files.entries()) {
      progress(done, files.length);
      try {
        const bring = abort => {
          const url = routes.teachPicture(to.url(), {name: file.name});
          return post(url, file, sent.teachPicture, abort);
        };
        faults.push(to.took(await this.noted(bring, signal), at));
      } catch (error) {
        if (error.name === 'AbortError' || error.constructor !== Error) throw error;
        faults.push(`${file.name}: ${error.message}`);
      }
    }
    to.faults(faults.filter(Boolean));
  }

  /** A picture that the server has, at the address that `url()` returns. */
  async take(url) {
    const {to} = this;
    try {
      to.faults([to.took(await this.noted(() => get(url())))].filter(Boolean));
    } catch (error) {
      to.failed(error);
    }
  }

  /**
   * What came of a picture; the way that it came is noted.
   * @param {(signal?: AbortSignal) => Promise<Response>} bring
   * @param {AbortSignal} [signal]
   */
  async noted(bring, signal) {
    const picture = await (await bring(signal)).json();
    this.origins.set(picture.id, () => bring());
    return picture;
  }

  /** Brings those of some pictures again that the server no longer has, where it had been restarted. */
  async bringBack(ids) {
    const state = await (await get(routes.teach(this.to.url()))).json();
    const held = new Set(state.pictures.map(({id}) => id));
    const ways = ids.filter(id => !held.has(id)).map(id => this.origins.get(id));
    for (const bring of ways) await bring?.();
  }

  /** The picture at hand, or the part of it that was drawn. */
  takePart() {
    const {meta} = this;
    const {box} = this.part;
    if (!meta) return;
    const [rows, cols] = meta.source;
    const [left, top, width, height] = box ?? [0, 0, 1, 1];
    const start = {left: Math.floor(left * cols), top: Math.floor(top * rows)};
    const fields = {
      ...start,
      width: Math.max(1, Math.min(cols - start.left, Math.round(width * cols))),
      height: Math.max(1, Math.min(rows - start.top, Math.round(height * rows))),
    };
    this.take(() => routes.teachPart(this.to.url(), box ? fields : {}));
    this.part.draw(null);
  }

  show({meta}) {
    this.meta = meta;
    this.find('teach-hand-image').src = routes.picture(this.to.url());
    this.part.draw(null);
  }
}
