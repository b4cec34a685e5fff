// A Vision Transformer of one's own sizes: its rules and numbers, live, on the current picture; and
// a training of it for a minute or more.
import {parts, press, say, isVisible} from '../../page/dom.js';
import {choose} from '../../state/choices.js';
import {pageState} from '../../state/page.js';
import {routes} from '../../record/contract.js';
import {search} from '../../record/reading.js';
import {get} from '../../record/decode.js';
import {drawPatches} from './picture.js';
import {Knobs, KNOWN} from './knobs.js';
import {caption, leftOver, writeFacts, writeParts, writeRules} from './words.js';
import {Training} from './training.js';

const TRIAL = KNOWN[0].sizes;
const write = pageState.writer('learn/build/build');

export class Build {
  facts = null; // the server's reply for these sizes
  picture = null; // {art, meta} of the Explore screen
  fetching = null; // AbortController of the request on its way

  /** `open(key)` shows a model that was trained here on the Explore screen. */
  constructor(element, base, {open}) {
    this.element = element;
    this.base = base;
    this.find = parts(element);
    this.knobs = new Knobs(this.find, {change: sizes => write({sizes}, {gesture: 'sizes'})});
    this.training = new Training(element, base, {
      open: key => {
        choose({screen: 'explore'});
        open(key);
      },
      changed: () => this.mark(),
    });
    new ResizeObserver(() => this.draw()).observe(this.find('build-picture'));
    new MutationObserver(() => {
      this.draw();
      this.training.curve.draw();
    }).observe(document.body, {attributeFilter: ['class']});
    pageState.hear(['sizes'], () => this.change());
  }

  get sizes() {
    return pageState.facts.sizes ?? TRIAL;
  }

  take(picture) {
    this.picture = picture;
    this.draw();
  }

  /** Other sizes: the picture is cut at once, the numbers come from the server. */
  change() {
    this.knobs.show(this.sizes);
    this.draw();
    this.fetch();
  }

  /** Fetches the facts on the sizes; an older request is given up. */
  async fetch() {
    delete this.element.dataset.built;
    this.fetching?.abort();
    this.fetching = new AbortController();
    try {
      const reply = await get(routes.build(this.base, this.sizes), this.fetching.signal);
      this.facts = await reply.json();
      this.write();
      this.element.dataset.built = nameOf(this.sizes);
    } catch (error) {
      if (error.name !== 'AbortError') say(this.find('build-left'), error.message);
    }
  }

  write() {
    const {find, facts, sizes} = this;
    writeRules(find('build-rules'), facts.rules, fit => write({sizes: {...this.sizes, ...fit}}));
    writeFacts(find('build-facts'), facts, sizes);
    writeParts(find, facts);
    this.training.offer(sizes, facts);
    this.mark();
  }

  mark() {
    press(this.element, 'seconds', this.training.seconds);
    press(
      this.element,
      'known',
      KNOWN.find(({sizes}) => nameOf(sizes) === nameOf(this.sizes))?.name,
    );
  }

  draw() {
    const canvas = this.find('build-picture');
    if (!this.picture || !isVisible(canvas)) return;
    const {patch, image} = this.sizes;
    drawPatches(canvas, this.picture, this.sizes, getComputedStyle(this.element));
    const words = caption(image, patch);
    say(this.find('build-caption'), words);
    say(this.find('build-left'), leftOver(image, patch));
    canvas.setAttribute('aria-label', words);
  }
}

/** Sizes as one text, to compare them. */
const nameOf = sizes => search(sizes).slice(1);
