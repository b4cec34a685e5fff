// Screen 6: the Vision Transformer in cards, with the numbers of the current picture. It follows
// the page's own view; a choice makes one request, the pointer none.
import {Frame, failed, watchLayout} from '../screen/frame.js';
import {saveScreen} from '../screen/save_screen.js';
import {followStrip} from '../screen/strip.js';
import {channel} from '../page/channel.js';
import {closest, dataOf, isVisible, keepFocus, numberIn, parts} from '../page/dom.js';
import {listen} from '../page/keys.js';
import {routes} from '../record/contract.js';
import {pageState} from '../state/page.js';
import {reading} from '../state/read.js';
import {get} from '../record/decode.js';
import {actionsOf} from './actions.js';
import {Build} from './build/build.js';
import {CARDS} from './cards/cards.js';
import {Diagram} from './diagram/diagram.js';
import {dim, follow} from './cards/guide.js';
import {LearnScreen} from './screen.js';
import {tokenOf} from './cards/prose.js';

const write = pageState.writer('learn/learn');
const CHOSEN = ['learn', 'card', 'layer', 'head', 'query'];

export function mount({element, trigger, base}) {
  const learn = new Learn(element, base, trigger);
  pageState.know('pass', picture => learn.take(picture));
}

class Learn {
  coming = null; // the newest picture, until the screen is in sight
  fetching = null; // AbortController of the request on its way
  requested = ''; // the newest choice that was requested

  constructor(element, base, trigger) {
    this.element = element;
    this.base = base;
    this.find = parts(element);
    this.frame = new Frame(element, () => this.render());
    this.state = stateOf();
    this.screen = new LearnScreen(element, actionsOf(this));
    this.diagram = new Diagram(element, base, {card: id => this.turn(cardOf(id))});
    this.build = new Build(element, base, {open: key => trigger('open', {key})});
    this.wire();
    watchLayout(
      element,
      () => this.resized(),
      () => this.redraw('measure'),
    );
    pageState.follow(CHOSEN, () => this.chosen());
  }

  // ---- what a person can do

  wire() {
    const {element, find} = this;
    keepFocus(element);
    saveScreen(element, find('learn-save-button'), this.base, 'learn', () => described(this.state));
    element.addEventListener('click', event => this.click(closest(event, 'button')));
    for (const name of ['layer', 'head']) {
      find(`learn-${name}`).addEventListener('change', event =>
        this.screen.actions.choose(name, numberIn(event)),
      );
    }
    for (const name of ['pointerover', 'focusin']) {
      element.addEventListener(name, event => {
        const {part, lights} = dataOf(event, '[data-part], [data-lights]');
        this.screen.light(part ?? lights ?? null);
      });
    }
    followStrip(find('learn-strip'), this.base);
    listen(this.screen.actions, {
      connected: () => element.isConnected,
      visible: () => this.listening,
    });
  }

  /** Keys work on the cards while these are in sight. */
  get listening() {
    const {section, trace} = this.state;
    return section === 'cards' && trace !== null && isVisible(this.element);
  }

  click(button) {
    if (!button) return;
    if (button.dataset.set === 'section') this.section(button.dataset.to);
    else if (this.state.trace) this.press(button);
  }

  /** The buttons of a card, and of the list of cards. */
  press(button) {
    const {find} = this;
    const {card} = this.state;
    const {set, to, term, try: trial} = button.dataset;
    if (set === 'card') this.turn(Number(to));
    else if (term) this.screen.define(button.ariaExpanded === 'true' ? null : term);
    else if (trial) this.attempt(CARDS[card].tries[trial]);
    else if (button === find('learn-back')) this.turn(card - 1);
    else if (button === find('learn-next')) this.turn(card + 1);
  }

  section(name) {
    write({learn: name});
  }

  turn(card) {
    if (card < 0 || card >= CARDS.length) return;
    this.state.hover = null;
    write({card: CARDS[card].id, learn: 'cards'});
    this.find('learn-title').scrollIntoView({block: 'nearest'});
  }

  /** A card, a section or a choice of the cards changed, here or on another screen. */
  chosen() {
    if (!this.state.trace || !isVisible(this.element)) return;
    if (this.requested !== this.choice) this.fetch();
    this.redraw('measure');
  }

  /** Follows a card's trial: opens one attention weight, or something on another screen. */
  attempt(trial) {
    const s = this.state;
    const {meta} = s.trace;
    if (!trial.number) {
      follow(trial, s, CARDS[s.card]);
      return;
    }
    channel.tell('number', {
      meta,
      art: s.art,
      layer: s.layer,
      head: s.head,
      from: s.token,
      to: tokenOf(trial.number, s.facts),
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
    this.coming = null;
    dim();
    Object.assign(s, {art, trace: {meta}, facts: null, hover: null});
    this.screen.open(s);
    this.diagram.take({art, meta});
    this.build.take({art, meta});
    this.redraw('measure');
    this.fetch();
  }

  /** The card and its choices as a text; facts keep that of their request. */
  get choice() {
    const {card, layer, head, token} = this.state;
    return `${CARDS[card].id}/${layer}/${head}/${token}`;
  }

  /** Fetches the facts of the card; only the newest request counts. */
  async fetch() {
    const s = this.state;
    const {meta} = s.trace;
    const {id} = CARDS[s.card];
    const {choice} = this;
    this.requested = choice;
    this.fetching?.abort();
    this.fetching = new AbortController();
    const {signal} = this.fetching;
    this.redraw();
    this.frame.wait('card');
    try {
      const {layer, head, token} = s;
      const url = routes.card(routes.view(this.base, meta.token), id, {layer, head, token});
      const facts = await (await get(url, signal)).json();
      if (signal.aborted) return;
      s.facts = {...facts, card: id, choice};
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
    s.movable = CARDS[s.card].choices.includes('token');
    s.cursor = s.hover ?? s.token;
    if (this.frame.take().measure) this.screen.measure(s);
    this.screen.paint(s);
    const {choice} = this;
    if (s.facts?.choice === choice) {
      this.element.dataset.shown = `${s.trace.meta.token}/${choice}`;
      this.frame.painted();
    }
    this.frame.speak(() => this.screen.speak(s));
  }

  resized() {
    if (!isVisible(this.element)) return;
    if (this.coming) this.open();
    else this.chosen();
    this.redraw('measure');
  }
}

const SAID = {cards: 'The figures of this card', diagram: 'Every step with its shape'};

/** What the Save menu saves. */
function described({trace, section, layer, head, token}) {
  if (!trace || !SAID[section]) return {refusal: 'Cards and the diagram can be saved.'};
  return {chosen: {layer, head, query: token}, says: SAID[section]};
}

const cardOf = id => CARDS.findIndex(card => card.id === id);

/** What the screen shows: the page's choices, and what is under the pointer. */
function stateOf() {
  const state = {
    trace: null,
    art: null,
    hover: null, // the patch under the pointer
    cursor: 0, // that patch, else the chosen token
    movable: false, // the card depends on the token
    facts: null, // the server's reply for the card
    bare: false, // the picture without maps
  };
  Object.defineProperties(state, {
    section: {get: () => pageState.facts.learn},
    card: {get: () => Math.max(0, cardOf(pageState.facts.card))},
    head: {get: () => state.lone},
  });
  return reading(state, ['layer', 'lone', 'token']);
}
