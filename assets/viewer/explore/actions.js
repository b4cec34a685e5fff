// The actions of the Explore screen: changes of its state, each followed by a redraw.
import {clamp, isPatch, middle, startOf, step} from '../record/grid.js';
import {filmOf, queryOf} from '../screen/query.js';

/** `redraw` after any change; `commit` after a change of query, layer, method or class. */
export function actionsOf(s, {redraw, commit, arrange, openHelp, openNumber}) {
  const acting =
    change =>
    (...args) => {
      if (!s.trace) return;
      change(s.trace.meta, ...args);
      redraw();
    };
  const choose = (layer, head) => {
    s.layer = layer;
    if (head !== null) s.head = head;
    s.method = 'attention';
    s.lens = null;
    arrange();
    commit();
  };
  const show = frame => {
    const layer = clamp(frame, 0, filmOf(s).count - 1);
    if (s.method === 'features') s.depth = layer;
    else Object.assign(s, {end: layer, method: 'rollout'});
    commit();
  };
  return {
    pin: acting((meta, token) => {
      s.pinned = s.pinned === token ? null : token;
      commit();
    }),
    ask: acting((meta, token) => {
      s.pinned = token === startOf(meta) ? null : token;
      s.hover = null;
      commit();
    }),
    askPatch: acting(meta => {
      if (s.pinned === null || !isPatch(s.pinned, meta)) {
        s.pinned = middle(meta);
        commit();
      }
    }),
    release: acting(() => {
      s.pinned = s.hover = null;
      commit();
    }),
    moveQuery: acting((meta, down, right) => {
      s.pinned = step(queryOf(s) ?? startOf(meta), [down, right], meta);
      commit();
    }),
    hover: acting((meta, token) => {
      s.hover = token;
    }),
    lift: acting((meta, cell) => {
      s.lens = cell;
    }),
    choose: acting((meta, layer, head) => choose(layer, head)),
    moveLayer: acting((meta, by) => {
      const {at} = filmOf(s);
      if (at !== null) show(at + by);
      else choose(clamp(s.layer + by, 0, meta.layers - 1), null);
    }),
    moveHead: acting((meta, by) => choose(s.layer, clamp(s.head + by, 0, meta.heads))),
    showFrame: acting((meta, layer) => show(layer)),
    moveFrame: acting((meta, by) => {
      const {at} = filmOf(s);
      show(at === null ? s.end : at + by);
    }),
    turn: acting(() => {
      s.direction = s.direction === 'from' ? 'to' : 'from';
      commit();
    }),
    toggleGrid: acting(() => {
      s.grid = !s.grid;
    }),
    toggleRoot: acting(() => {
      s.root = !s.root;
    }),
    bare: acting((meta, on) => {
      s.bare = on;
    }),
    target: acting((meta, target) => {
      Object.assign(s, {target, method: 'class'});
      commit();
    }),
    set: acting((meta, name, value) => {
      if (name === 'shape') s.smooth = value === 'smooth';
      else s[name] = value;
      if (name === 'method') s.offered = false;
      if (['method', 'direction', 'feature'].includes(name)) commit();
    }),
    opacity: acting((meta, value) => {
      s.opacity = value;
    }),
    show: acting((meta, wish) => {
      Object.assign(s, wish);
      arrange();
      commit();
    }),
    number: acting((meta, at = null) => openNumber(at)),
    help: openHelp,
  };
}
