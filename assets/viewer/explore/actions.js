// The actions of the Explore screen: choices, and what the pointer is on, which is drawn at once.
import {choose, chooseHead, chooseTarget} from '../state/choices.js';
import {clamp, isPatch, middle, step} from '../record/grid.js';
import {filmOf, queryOf} from '../screen/query.js';
import {pinActions} from './pin_actions.js';
import {regionActions} from './region_actions.js';

const TURNED = {from: 'to', to: 'received', received: 'from'};

/** A choice about rollout shows it, at a layer that is not before its first one. */
const followed = ({end}) => ({method: 'rollout', ...(end ? {} : {end: 1})});

/** `redraw` after a change of what is under the pointer; a choice is drawn when it is written. */
export function actionsOf(s, {redraw, openHelp, openNumber, bars}) {
  const acting =
    change =>
    (...args) => {
      if (s.trace) change(s.trace.meta, ...args);
    };
  const pointing = change =>
    acting((...args) => {
      change(...args);
      redraw();
    });
  const show = frame => {
    const layer = clamp(frame, 0, filmOf(s).count - 1);
    if (s.method === 'features') choose({depth: layer});
    else choose({end: layer, method: 'rollout', ...(layer < s.start && {start: layer})});
  };
  return {
    pin: acting((meta, token) => choose({query: s.pinned === token ? null : token})),
    ask: acting((meta, token) => {
      s.hover = null;
      choose({query: token});
      redraw();
    }),
    askPatch: acting(meta => {
      if (s.pinned === null || !isPatch(s.pinned, meta)) choose({query: middle(meta)});
    }),
    release: acting(() => {
      s.hover = null;
      choose(s.region ? {chosen_region: null} : {query: null});
      redraw();
    }),
    moveQuery: acting((meta, down, right) =>
      choose({query: step(s.pinned ?? queryOf(s), [down, right], meta)}),
    ),
    hover: pointing((meta, token) => {
      s.hover = token;
    }),
    lift: pointing((meta, cell) => {
      s.lens = cell;
    }),
    light: pointing((meta, segment) => {
      s.lit = segment;
    }),
    choose: pointing((meta, layer, head) => {
      s.lens = null;
      chooseHead(layer, head ?? s.head);
    }),
    moveLayer: acting((meta, by) => {
      const {at} = filmOf(s);
      if (at !== null) show(at + by);
      else chooseHead(clamp(s.layer + by, 0, meta.layers - 1), s.head);
    }),
    moveHead: acting((meta, by) => chooseHead(s.layer, clamp(s.head + by, 0, meta.heads))),
    showFrame: acting((meta, layer) => show(layer)),
    moveFrame: acting((meta, by) => {
      const {at} = filmOf(s);
      show(at === null ? s.end : at + by);
    }),
    turn: acting(() => choose({direction: TURNED[s.direction]})),
    leaveOut: acting(() => choose({leave_out: !s.leaveOut, ...followed(s)})),
    startLater: acting(() => choose({start: s.start ? 0 : 1, ...followed(s)})),
    toggleGrid: acting(() => choose({grid: !s.grid})),
    toggleRoot: acting(() => choose({root: !s.root})),
    bare: pointing((meta, on) => {
      s.bare = on;
    }),
    target: acting((meta, target) => chooseTarget(target)),
    set: acting((meta, name, value) => {
      if (name === 'shape') choose({smooth: value === 'smooth'});
      else if (name === 'mode') choose({scale: value});
      else choose({[name]: value});
    }),
    slide: acting((meta, name, value) => choose({[name]: value}, {gesture: name})),
    opacity: acting((meta, percent) => choose({opacity: percent}, {gesture: 'opacity'})),
    number: acting((meta, at = null) => openNumber(at)),
    help: openHelp,
    pair: pointing((meta, pair) => {
      s.pair = pair;
    }),
    tool: acting((meta, tool) => bars().regions.take(tool)),
    ...regionActions(s, {redraw, full: () => bars().regions.full()}),
    ...pinActions(s, {full: () => bars().pins.full()}),
  };
}
