// Screen Teach: classes of one's own from a handful of pictures. The server holds pictures and classes
// for this visit; what the page changes of the classes can be undone, and goes there at once.
import {channel} from '../page/channel.js';
import {isVisible, parts, reveal, say} from '../page/dom.js';
import {download} from '../page/download.js';
import {Errand} from '../page/errand.js';
import {listen} from '../page/keys.js';
import {routes, sent} from '../record/contract.js';
import {get, post} from '../record/decode.js';
import {limits} from '../record/limits.js';
import {follow} from '../record/lines.js';
import {failed} from '../screen/frame.js';
import {choose} from '../state/choices.js';
import {pageState} from '../state/page.js';
import {Board} from './board.js';
import * as lessons from './lesson.js';
import {Report} from './report.js';
import {Sources} from './sources.js';
import {size} from './words.js';

const write = pageState.writer('teach/teach');

export function mount({element, base, trigger}) {
  const open = key => trigger('open', {key});
  const teach = new Teach(element, base, {open, compared: () => trigger('compared', {})});
  pageState.know('pass', pass => teach.take(pass));
}

class Teach {
  /** @type {Map<string, import('../record/replies.js').TeachPicture>} */ pictures = new Map();
  /** @type {import('./lesson.js').Lesson} */ opened = lessons.EMPTY; // what the server had
  /** @type {import('../record/replies.js').TeachReport[]} */ reports = []; // the newest first
  /** @type {import('../record/replies.js').TeachReport | null} */ current = null; // the one in sight
  opening = ''; // the model that Explore is about to show: its classes are shown first
  measuring = ''; // how far the comparison with other pictures is
  known = false; // the server's lesson is here
  /** @type {Promise<unknown>} */ sending = Promise.resolve(); // the classes on their way to the server
  /** @type {any} */ next = null; // the pass that is shown when the screen is in sight

  /**
   * `open(key)` shows the page's picture with a taught model, `compared()` the view again, with what
   * can be said since its model was compared with other pictures.
   */
  constructor(element, base, {open, compared}) {
    this.element = element;
    this.base = base;
    this.compared = compared;
    const find = (this.find = parts(element));
    const url = () => this.url;
    const act = {
      redraw: () => this.draw(),
      move: (id, to) => this.change(lessons.move(this.lesson, id, to)),
      remove: id => this.change(lessons.remove(this.lesson, id)),
      rename: (at, name) => this.change(lessons.rename(this.lesson, at, name)),
      addClass: () => this.change(lessons.addClass(this.lesson)),
      removeClass: at => this.change(lessons.removeClass(this.lesson, at)),
      chooseClass: at => this.change(lessons.chooseClass(this.lesson, at)),
    };
    this.board = new Board(find, act, url);
    this.sources = new Sources(element, find, base, {
      url,
      took: (picture, at) => this.took(picture, at),
      room: () => limits.teachPictures - lessons.count(this.lesson),
      chosen: () => this.lesson.chosen,
      visible: () => isVisible(element),
      classAt: (x, y) => this.board.classAt(x, y),
      faults: sentences => this.board.fault(sentences),
      failed: error => this.failed(error),
    });
    this.report = new Report(find, {
      url,
      open: ({checkpoint}) => {
        choose({screen: 'explore'});
        channel.tell('asked');
        this.opening = checkpoint;
        open(checkpoint);
      },
      save: report => this.save(report),
      show: report => {
        this.current = report;
        this.draw();
      },
    });
    this.errand = new Errand(find('teach-go'), {
      run: (signal, progress) => this.learn(signal, progress),
      failed: error => this.failed(error),
      changed: () => this.draw(),
    });
    new ResizeObserver(() => this.enter()).observe(element);
    const release = () => this.board.release();
    const help = () => channel.tell('help');
    const actions = {release, help, bare: () => {}};
    listen(actions, {
      connected: () => element.isConnected,
      visible: () => isVisible(element),
    });
    pageState.follow(['lesson'], () => {
      this.tell();
      this.draw();
    });
  }

  get url() {
    return routes.view(this.base, pageState.facts.pass.meta.token);
  }

  /** The lesson: as it was changed on this page, else as the server has it. */
  get lesson() {
    return pageState.facts.lesson ?? this.opened;
  }

  // ---- the visit's lesson

  take(pass) {
    if (pass.meta.checkpoint === this.opening) choose({method: 'class'});
    this.opening = '';
    this.next = pass;
    this.enter();
  }

  /** Shows the picture at hand, and fetches the visit's lesson once; only while it is in sight. */
  async enter() {
    const pass = this.next;
    if (!pass || !isVisible(this.element)) return;
    this.next = null;
    this.sources.show(pass);
    if (!this.known) await this.fetch();
    this.draw();
  }

  async fetch() {
    try {
      const state = await (await get(routes.teach(this.url))).json();
      for (const one of state.pictures) this.pictures.set(one.id, one);
      if (state.classes.length) this.opened = {classes: state.classes, chosen: 0};
      this.reports = state.taught;
      this.current = state.taught[0] ?? null;
      this.known = true;
      this.element.dataset.known = '';
    } catch (error) {
      this.failed(error);
    }
  }

  change(lesson) {
    if (lesson !== this.lesson) write({lesson});
    else this.draw();
  }

  /** Tells the server of the classes, one message after the other. */
  tell() {
    const body = new Blob([JSON.stringify(this.lesson.classes)]);
    const url = routes.teachClasses(this.url);
    this.sending = this.sending
      .then(() => post(url, body, sent.teachClasses))
      .catch(error => this.failed(error));
    return this.sending;
  }

  /** A picture is here: it joins the class, unless the lesson has it, as the sentence then says. */
  took(picture, at = this.lesson.chosen) {
    this.pictures.set(picture.id, picture);
    const home = lessons.homeOf(this.lesson, picture.id);
    if (home < 0) {
      const last = this.lesson.classes.length - 1;
      this.change(lessons.add(this.lesson, Math.min(at, last), picture.id));
      return '';
    }
    const {name} = this.lesson.classes[home];
    return home === at
      ? `“${picture.name}” is in “${name}” already: the same picture counts once.`
      : `“${picture.name}” is in “${name}”: move it, or choose another picture here.`;
  }

  // ---- teaching

  async learn(signal, progress) {
    reveal(this.find('teach-fault'), '');
    await this.sources.bringBack(this.lesson.classes.flatMap(({pictures}) => pictures));
    await this.tell();
    const report = await follow(routes.teachLearn(this.url, {}), signal, progress);
    this.reports = [report, ...this.reports];
    channel.tell('taught', {key: report.checkpoint, title: report.title});
    this.current = report;
    this.draw();
    this.compare(report);
  }

  /** Compares with pictures of no class, after the result is in sight. */
  async compare(report) {
    const url = routes.teachCompare(this.url, {model: report.checkpoint});
    const {signal} = new AbortController();
    const progress = (done, total) => {
      this.measuring = `None of these: comparing with other pictures, ${done} of ${total}`;
      this.draw();
    };
    try {
      report.compared = await follow(url, signal, progress);
      if (pageState.facts.pass.meta.checkpoint === report.checkpoint) this.compared();
    } catch (error) {
      this.failed(error);
    }
    this.measuring = '';
    this.draw();
  }

  async save({checkpoint}) {
    try {
      const url = routes.teachFolder(this.url, {model: checkpoint});
      await download(await get(url), 'classes.zip');
    } catch (error) {
      this.failed(error);
    }
  }

  failed(error) {
    failed(error, sentence => reveal(this.find('teach-fault'), sentence), 'This did not work');
  }

  // ---- drawing

  draw() {
    if (!this.known || !isVisible(this.element)) return;
    const {find, lesson, pictures, errand} = this;
    this.board.draw(lesson, pictures);
    const lacking = lessons.lacks(lesson);
    errand.show({
      label: 'Teach these classes',
      doing: 'Looking at the pictures',
      enabled: !lacking,
    });
    say(find('teach-size'), size(lesson));
    reveal(find('teach-lacks'), errand.busy ? 'Cancel keeps what is done.' : lacking);
    this.report.draw(this.current, this.reports, {
      stale: this.isStale(),
      measuring: this.measuring,
    });
    this.element.dataset.painted = '';
  }

  /** Whether the classes differ from those of the report in sight. */
  isStale() {
    const text = classes => JSON.stringify(classes.map(({name, pictures}) => [name, pictures]));
    return Boolean(this.current) && text(this.current.classes) !== text(this.lesson.classes);
  }
}
