// What the Film screen draws: the frame with its map, the strip, the heads, the figure over time.
import {Legend} from '../draw/legend.js';
import {paletteOf} from '../draw/palette.js';
import {button, el, parts, press, reveal, say} from '../page/dom.js';
import {percent} from '../record/figures.js';
import {Stage} from '../screen/stage.js';
import {Course} from './course.js';
import {Heads} from './heads.js';
import {courseOf, isSimilarity, shotOf} from './look.js';
import {Strip} from './strip.js';
import {drawWay} from './way.js';
import {COURSES, LIMITS, factsOf, followed, lineFor, secondsShort, titleOf} from './words.js';

export class FilmView {
  line = ''; // the status line
  whole = false; // all that the state needs was drawn

  constructor(element, s) {
    this.element = element;
    this.find = parts(element);
    const find = name => this.find(`clip-${name}`);
    this.part = find;
    this.stage = new Stage(find('stage'));
    this.strip = new Strip(find('film'), find('reel'));
    this.heads = new Heads(find('heads'));
    this.course = new Course(find('course'));
    this.legend = new Legend(find);
    say(find('limits'), LIMITS);
    this.measure(s);
  }

  render(s, due) {
    if (due.measure) this.measure(s);
    if (due.measure || due.paint) this.choices(s);
    if (!s.reel) {
      this.whole = true;
      this.line = '';
      return;
    }
    const shot = shotOf(s);
    this.draw(s, shot);
    if (due.measure || due.paint) this.paint(s, shot);
    this.line = lineFor(s, shot);
    say(this.part('status'), this.line);
    this.whole = !shot.missing && s.reel.art(s.at) !== null;
  }

  // ---- layout

  measure(s) {
    this.palette = paletteOf(this.element);
    const {reel} = s;
    const here = reel !== null;
    this.part('empty').hidden = here || Boolean(s.clip);
    for (const name of ['stage-part', 'right', 'words']) this.part(name).hidden = !here;
    if (!reel) return;
    const [height, width] = reel.meta.shape;
    this.element.style.setProperty('--aspect', String(width / height));
    this.stage.measure();
    this.strip.measure(reel);
    this.heads.measure(reel.meta);
    this.course.measure();
  }

  // ---- what is chosen

  choices(s) {
    const {element, part} = this;
    press(element, 'over', isSimilarity(s) ? 'similarity' : 'attention');
    press(element, 'smooth', s.smooth);
    press(element, 'mode', s.mode);
    part('frames').value = String(s.frames);
    part('grid').setAttribute('aria-pressed', String(s.grid));
    part('opacity').value = String(Math.round(s.opacity * 100));
    const {reel} = s;
    part('note').hidden = !reel?.facts.note;
    if (!reel) return;
    press(element, 'course', courseOf(s));
    this.layers(s);
    say(part('title'), reel.facts.title);
    say(part('facts'), factsOf(reel));
    reveal(part('note'), reel.facts.note);
    const last = reel.count - 1;
    Object.assign(part('scrub'), {max: String(last), value: String(s.at)});
    const {seconds} = reel.facts.frames[s.at];
    const time = `${s.at + 1} of ${reel.count}, ${secondsShort(seconds)}`;
    part('scrub').setAttribute('aria-valuetext', time);
    say(part('time'), time);
    for (const to of ['similarity', 'near']) {
      element.querySelector(`[data-to=${to}]`).disabled = !reel.way;
    }
    part('scales').disabled = isSimilarity(s);
  }

  layers({reel, layer}) {
    const select = this.part('layer');
    const {layers} = reel.meta;
    if (select.length !== layers) {
      select.replaceChildren(
        ...Array.from({length: layers}, (_, l) =>
          Object.assign(el('option', '', `Layer ${l + 1}`), {value: String(l)}),
        ),
      );
    }
    select.value = String(layer);
  }

  // ---- painting

  draw(s, shot) {
    const art = s.reel.art(s.at) ?? this.last?.art;
    if (!art) return;
    this.last = {art};
    const grid = s.grid && !s.bare;
    this.stage.draw({...s, art, grid, opacity: s.opacity, smooth: s.smooth, pinned: 0}, shot);
    if (!s.bare && s.reel.way) drawWay(this.part('stage'), this.stage.size, s);
  }

  paint(s, shot) {
    const {part, palette} = this;
    const [name, where] = titleOf(s);
    say(part('name'), name);
    say(part('where'), where);
    say(part('prefix'), prefixOf(s, shot));
    say(part('follow'), followed(s));
    part('release').hidden = !s.reel.way;
    say(part('heads-where'), `layer ${s.layer + 1}, this frame`);
    if (shot.values) this.legend.draw(shot);
    part('needle').hidden = !shot.values;
    this.strip.draw(s, palette);
    this.heads.draw(s, palette);
    this.course.draw(s, palette);
    const {about} = COURSES[courseOf(s)];
    say(part('key'), `${about} Thin lines: the other heads.`);
  }

  speak() {
    say(this.part('spoken'), this.line);
  }

  /** Shows an error as a sentence; null removes it. */
  fault(sentence) {
    reveal(this.part('fault'), sentence);
  }

  /** Says how much of a file is read, with a button that stops it; nothing for null. */
  reading(name, share = 0, cancel = null) {
    this.box?.remove();
    this.box = null;
    if (name === null) return;
    const track = el('div', 'av-track');
    const fill = el('div', 'av-fill');
    fill.style.width = `${share * 100}%`;
    track.append(fill);
    const stop = button('av-quiet', 'Cancel');
    stop.addEventListener('click', cancel);
    this.box = el('div', 'av-errand');
    this.box.append(el('p', 'av-errand-text', `Reading ${name}`), track, stop);
    this.part('work').before(this.box);
  }
}

/** How much of the head's attention is on the prefix tokens. */
function prefixOf({reel}, {values, signed}) {
  const {prefix} = reel.meta;
  if (!values || signed || !prefix) return '';
  let share = 0;
  for (let j = 0; j < prefix; j++) share += values[j];
  return `${percent(share)} on ${prefix === 1 ? reel.meta.prefix_names[0] : 'prefix tokens'}`;
}
