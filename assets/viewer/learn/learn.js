// Screen 6: the Vision Transformer in cards, with the numbers of the picture in hand. It follows
// the picture of the Explore screen over the channel; a choice asks the server once, the pointer
// never does.
import {Frame, failed, watchLayout} from '../screen/frame.js';
import {followStrip} from '../screen/strip.js';
import {channel} from '../page/channel.js';
import {parts, isVisible} from '../page/dom.js';
import {listen} from '../page/keys.js';
import {get} from '../record/decode.js';
import {clamp, middle, step} from '../record/grid.js';
import {Build} from './build/build.js';
import {CARDS} from './cards/cards.js';
import {Diagram} from './diagram/diagram.js';
import {dim, follow} from './cards/guide.js';
import {LearnScreen} from './screen.js';
import {tokenOf} from './cards/prose.js';

export function mount({element, trigger, base}) {
  const learn = new Learn(element, base, trigger);
  channel.hear('picture', picture => learn.take(picture));
}

class Learn {
  constructor(element, base, trigger) {
    this.element = element;
    this.base = base;
    this.find = parts(element);
    this.frame = new Frame(element, () => this.render());
    this.state = {
      trace: null,
      art: null,
      section: 'cards',
      card: 0,
      layer: 0,
      head: 0,
      token: 0,
      hover: null,
      facts: null,
      bare: false,
    };
    this.screen = new LearnScreen(element, this.actions());
    this.diagram = new Diagram(element, base, {card: id => this.turn(cardOf(id))});
    this.build = new Build(element, base, {open: key => trigger('open', {key})});
    this.wire();
    watchLayout(
      element,
      () => this.resized(),
      () => this.redraw('measure'),
    );
  }

  // ---- what a person can do

  actions() {
    const choose = (name, value) => {
      const s = this.state;
      const {meta} = s.trace;
      const {asks} = CARDS[s.card];
      const counts = {layer: meta.layers, head: meta.heads, token: meta.tokens};
      if (!asks.includes(name)) return;
      s[name] = clamp(value, 0, counts[name] - 1);
      this.ask();
    };
    const take = token => {
      this.state.hover = null;
      choose('token', token);
    };
    return {
      meta: () => this.state.trace.meta,
      hover: token => {
        this.state.hover = token;
        this.redraw();
      },
      pin: take,
      ask: take,
      choose,
      bare: on => {
        this.state.bare = on;
        this.redraw();
      },
      moveQuery: (...by) => take(step(this.state.token, by, this.state.trace.meta)),
      moveLayer: by => choose('layer', this.state.layer + by),
      moveHead: by => choose('head', this.state.head + by),
      moveFrame: by => this.turn(this.state.card + by),
      release: () => this.screen.define(null),
      help: () => channel.tell('help'),
    };
  }

  wire() {
    const {element, find} = this;
    element.addEventListener('mousedown', event => {
      // a click leaves the keyboard where it was
      if (event.target.closest('button')) event.preventDefault();
    });
    element.addEventListener('click', event => this.click(event.target.closest('button')));
    for (const name of ['layer', 'head']) {
      find(`learn-${name}`).addEventListener('change', event =>
        this.screen.actions.choose(name, Number(event.target.value)),
      );
    }
    for (const name of ['pointerover', 'focusin']) {
      element.addEventListener(name, event => {
        const node = event.target.closest?.('[data-part], [data-lights]');
        this.screen.light(node ? (node.dataset.part ?? node.dataset.lights) : null);
      });
    }
    followStrip(find('learn-strip'), this.base);
    listen(this.screen.actions, {
      connected: () => element.isConnected,
      visible: () => this.listening,
    });
  }

  /** Keys are the cards', while these are in sight. */
  get listening() {
    const {section, trace} = this.state;
    return section === 'cards' && trace !== null && isVisible(this.element);
  }

  click(button) {
    if (button?.dataset.set === 'section') this.section(button.dataset.to);
    if (!button || !this.state.trace) return;
    const {set, to, term} = button.dataset;
    const {find} = this;
    if (set === 'card') this.turn(Number(to));
    else if (term) this.screen.define(button.ariaExpanded === 'true' ? null : term);
    else if (button.dataset.try) this.attempt(CARDS[this.state.card].tries[button.dataset.try]);
    else if (button === find('learn-back')) this.turn(this.state.card - 1);
    else if (button === find('learn-next')) this.turn(this.state.card + 1);
  }

  section(name) {
    this.state.section = name;
    this.redraw('measure');
  }

  turn(card) {
    const s = this.state;
    if (card < 0 || card >= CARDS.length) return;
    Object.assign(s, {card, section: 'cards', hover: null});
    this.ask();
    this.find('learn-title').scrollIntoView({block: 'nearest'});
  }

  /** Does what a card offers: one number all the way down, or something on another screen. */
  attempt(one) {
    const s = this.state;
    const {meta} = s.trace;
    if (!one.number) {
      follow(one, s, CARDS[s.card]);
      return;
    }
    channel.tell('number', {
      meta,
      art: s.art,
      layer: s.layer,
      head: s.head,
      from: s.token,
      to: tokenOf(one.number, s.facts),
    });
  }

  // ---- data

  /** Another picture, model or patch size on the Explore screen. */
  take(picture) {
    this.coming = picture;
    if (isVisible(this.element)) this.open();
  }

  open() {
    const s = this.state;
    const {art, meta} = this.coming;
    const before = s.trace?.meta;
    this.coming = null;
    dim();
    const known = before?.checkpoint === meta.checkpoint;
    const placed = known && before.rows === meta.rows && before.cols === meta.cols;
    Object.assign(s, {art, trace: {meta}, facts: null, hover: null});
    if (!known) Object.assign(s, {layer: meta.layers - 1, head: 0});
    if (!placed) s.token = middle(meta);
    this.screen.open(s);
    this.diagram.take({art, meta});
    this.build.take({art, meta});
    this.redraw('measure');
    this.ask();
  }

  /** Fetches what the card shows of the choice; only the newest question counts. */
  async ask() {
    const s = this.state;
    const {meta} = s.trace;
    const {id} = CARDS[s.card];
    this.asking?.abort();
    const {signal} = (this.asking = new AbortController());
    this.redraw();
    this.frame.wait('card');
    try {
      const {layer, head, token} = s;
      const asked = `layer=${layer}&head=${head}&token=${token}`;
      const url = `${this.base}/${meta.token}/learn/${id}?${asked}`;
      const facts = await (await get(url, signal)).json();
      if (signal.aborted) return;
      s.facts = {...facts, card: id, asked: `${id}/${layer}/${head}/${token}`};
      this.screen.fault('');
    } catch (error) {
      if (error.name === 'AbortError') return;
      failed(error, sentence => this.screen.fault(sentence), 'This card could not be filled');
    }
    this.frame.waited('card');
    this.redraw();
  }

  // ---- frames

  /** `level` is mark, or measure where sizes have to be read too. */
  redraw(level = 'mark') {
    this.frame.redraw(level);
  }

  render() {
    const s = this.state;
    if (!s.trace || !isVisible(this.element)) return;
    s.asks = CARDS[s.card].asks.includes('token');
    s.cursor = s.hover ?? s.token;
    if (this.frame.take().measure) this.screen.measure(s);
    this.screen.paint(s);
    const {layer, head, token} = s;
    const asked = `${CARDS[s.card].id}/${layer}/${head}/${token}`;
    if (s.facts?.asked === asked) {
      this.element.dataset.shown = `${s.trace.meta.token}/${asked}`;
      this.frame.painted();
    }
    this.frame.speak(() => this.screen.speak(s));
  }

  resized() {
    if (!isVisible(this.element)) return;
    if (this.coming) this.open();
    this.redraw('measure');
  }
}

const cardOf = id => CARDS.findIndex(card => card.id === id);
