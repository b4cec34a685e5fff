// Which class is explained and which one it is compared with: prediction bars and two search fields.
import {bar} from '../../screen/bars.js';
import {Chooser} from '../../page/chooser.js';
import {closest, parts, say} from '../../page/dom.js';

const LISTED = 5;

export class Targets {
  constructor(element, {target, against}) {
    const find = (this.find = parts(element));
    this.search = new Chooser(find('why-target'), find('why-target-list'), index => {
      if (index !== null) target(index);
    });
    this.other = new Chooser(find('why-against'), find('why-against-list'), against);
    find('why-bars').addEventListener('click', event => {
      const row = closest(event, 'button');
      if (row) target(Number(row.dataset.index));
    });
    find('why-clear').addEventListener('click', () => against(null));
  }

  /** Classes of a new trace. */
  open({names, p}) {
    this.order = [...names.keys()].sort((a, b) => p[b] - p[a]);
    for (const chooser of [this.search, this.other]) chooser.offer(names, this.order);
    this.find('why-target').placeholder = `Search ${names.length} classes`;
    this.find('why-against').placeholder = 'no other class';
  }

  draw({inquiry: {classes}, target, against}) {
    const {find} = this;
    const listed = this.order.slice(0, LISTED);
    if (!listed.includes(target)) listed[listed.length - 1] = target;
    const rows = listed.map(index => [classes.names[index], classes.p[index]]);
    const key = JSON.stringify([target, listed, rows]);
    if (this.drawn !== key) {
      const focused = find('why-bars').contains(document.activeElement);
      const lines = listed.map(index => pressed(classes, index, index === target));
      find('why-bars').replaceChildren(...lines);
      if (focused) find('why-bars').querySelector('[aria-pressed=true]').focus();
      this.drawn = key;
    }
    this.search.show(this.order.indexOf(target) < LISTED ? null : target);
    this.other.show(against);
    find('why-clear').hidden = against === null;
    say(find('why-question'), `Why ${classes.names[target]}?`);
  }
}

function pressed({names, p}, index, chosen) {
  const line = bar({index, name: names[index], p: p[index]}, chosen);
  line.firstElementChild.setAttribute('aria-pressed', String(chosen));
  return line;
}
