// What a person can do with the cards, by pointer and by keys: the actions of the Learn screen.
import {channel} from '../page/channel.js';
import {clamp, step} from '../record/grid.js';
import {choose as choosePage} from '../state/choices.js';
import {CARDS} from './cards/cards.js';

export function actionsOf(learn) {
  const s = learn.state;
  const choose = (name, value) => {
    const {meta} = s.trace;
    const counts = {layer: meta.layers, head: meta.heads, token: meta.tokens};
    if (!CARDS[s.card].choices.includes(name)) return;
    const chosen = clamp(value, 0, counts[name] - 1);
    choosePage(name === 'token' ? {query: chosen} : {[name]: chosen});
  };
  const take = token => {
    s.hover = null;
    choose('token', token);
  };
  return {
    base: learn.base,
    redraw: () => learn.redraw('measure'),
    meta: () => s.trace.meta,
    hover: token => {
      s.hover = token;
      learn.redraw();
    },
    pin: take,
    ask: take,
    choose,
    bare: on => {
      s.bare = on;
      learn.redraw();
    },
    moveQuery: (down, right) => take(step(s.token, [down, right], s.trace.meta)),
    moveLayer: by => choose('layer', s.layer + by),
    moveHead: by => choose('head', s.head + by),
    moveFrame: by => learn.turn(s.card + by),
    release: () => learn.screen.define(null),
    help: () => channel.tell('help'),
  };
}
