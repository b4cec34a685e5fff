// What was learned: how well new photographs are named, by which block, and whether a picture can be
// none of the classes.
import {el, reveal, say} from '../page/dom.js';
import {percent} from '../record/figures.js';
import {routes} from '../record/contract.js';
import {depth, judged, strangers, way} from './words.js';

/** @typedef {import('../record/replies.js').TeachReport} TeachReport */

const WRONG = 6; // pictures shown at once

export class Report {
  /**
   * @param {(name: string) => any} find
   * @param {{open: (report: TeachReport) => void, save: (report: TeachReport) => void,
   *   show: (report: TeachReport) => void, url: () => string}} act
   */
  constructor(find, act) {
    this.find = find;
    this.act = act;
    find('teach-look').addEventListener('click', () => this.report && act.open(this.report));
    find('teach-save').addEventListener('click', () => this.report && act.save(this.report));
    find('teach-models').addEventListener('change', ({target}) =>
      act.show(this.all[Number(target.value)]),
    );
  }

  /** @type {TeachReport | null} */ report = null;
  /** @type {TeachReport[]} */ all = [];

  /**
   * @param {TeachReport | null} report the one in sight
   * @param {TeachReport[]} all of this visit, the newest first
   * @param {{stale: boolean, measuring: string}} now whether the classes differ from those that
   *   were taught, and how far the comparison is
   */
  draw(report, all, {stale, measuring}) {
    const {find} = this;
    Object.assign(this, {report, all});
    find('teach-report').hidden = !report;
    find('teach-before').hidden = Boolean(report);
    if (!report) return;
    find('teach-report').dataset.taught = report.checkpoint;
    say(find('teach-title'), report.title);
    find('teach-models').hidden = all.length < 2;
    find('teach-models').replaceChildren(
      ...all.map((one, i) => new Option(one.title, String(i), false, one === report)),
    );
    reveal(find('teach-stale'), stale ? 'The classes were changed since: teach again.' : '');
    find('teach-judged').classList.toggle('is-caution', !report.tells);
    say(find('teach-judged'), judged(report));
    this.interval(report);
    say(find('teach-depth'), depth(report));
    say(find('teach-way'), way(report));
    say(find('teach-none'), strangers(report.compared) || measuring);
    this.confusion(report);
    this.wrong(report);
  }

  /** The interval of the accuracy, beside the share of guessing. */
  interval({judged: all, right, low, high, chance}) {
    const box = this.find('teach-interval');
    box.hidden = !all;
    if (!all) return;
    const share = right / all;
    box.setAttribute(
      'aria-label',
      `${percent(low)} to ${percent(high)}; guessing ${percent(chance)}`,
    );
    const place = (name, from, to) => {
      const node = box.querySelector(`.${name}`);
      Object.assign(node.style, {
        left: `${from * 100}%`,
        width: `${Math.max(0, to - from) * 100}%`,
      });
    };
    place('av-teach-range', low, high);
    place('av-teach-share', share, share);
    place('av-teach-chance', chance, chance);
  }

  confusion({classes, confusion, judged: all}) {
    const table = this.find('teach-confusion');
    table.hidden = !all;
    if (!all) return;
    const head = el('tr');
    head.append(el('th', '', 'is \\ named'), ...classes.map(({name}) => el('th', '', name)));
    const rows = confusion.map((row, i) => {
      const line = el('tr');
      line.append(
        el('th', '', classes[i].name),
        ...row.map((n, j) => el('td', i === j ? 'is-right' : n ? 'is-wrong' : '', String(n))),
      );
      return line;
    });
    table.replaceChildren(head, ...rows);
  }

  wrong({wrong, classes}) {
    const box = this.find('teach-wrong');
    box.hidden = !wrong.length;
    box.replaceChildren(
      el('p', 'av-teach-small', 'Named wrong while left out, the surest first:'),
      ...wrong.slice(0, WRONG).map(({id, truth, named, p}) => {
        const figure = el('figure');
        const image = el('img');
        Object.assign(image, {width: 56, height: 56, alt: ''});
        image.src = routes.teachThumbnail(this.act.url(), id);
        const words = `${classes[truth].name}, named ${classes[named].name} (${percent(p)})`;
        figure.append(image, el('figcaption', '', words));
        return figure;
      }),
    );
  }
}
