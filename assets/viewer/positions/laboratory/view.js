// What the position lab draws: the map of both passes, their answers, and the first layer's parts.
import {colormap} from '../../draw/colormap.js';
import {Legend} from '../../draw/legend.js';
import {press, say} from '../../page/dom.js';
import {isPatch, middle, nameOf} from '../../record/grid.js';
import {countAbove, peak} from '../../record/measures.js';
import {robustTop} from '../../record/robust.js';
import {linearScale} from '../../record/scale.js';
import {PartMaps} from '../similarity/part_maps.js';
import {barOf, likeliest} from '../changes.js';
import {Overlay} from '../overlay.js';
import {alikeText, answerText, changeText, mapText, shareText} from './words.js';

const NARROW = 220; // px of a picture from which on all ticks are named

export class LaboratoryView {
  constructor(find) {
    this.find = find;
    this.plates = [new Overlay(find('before')), new Overlay(find('after'))];
    this.legend = new Legend(find);
    this.parts = new PartMaps(find);
  }

  measure(s) {
    for (const plate of this.plates) plate.measure(s.meta);
    this.parts.measure(s.meta);
  }

  /** Everything but the map: `reply` is the server's to the change `applied`. */
  paint(s, reply, applied, {kind, layer, head}) {
    const {find} = this;
    for (const plate of this.plates) plate.paint(s);
    find('bars').replaceChildren(...likeliest(reply.bars).map(barOf));
    say(find('answer'), answerText(reply, applied));
    say(find('alike'), alikeText(reply));
    say(find('after-title'), changeText(applied));
    press(find('controls'), 'change', applied.change);
    press(find('asking'), 'kind', kind);
    find('seeds').hidden = applied.change !== 'shuffle';
    find('which').hidden = kind !== 'attention';
    find('layer').value = layer;
    find('head').value = head;
    say(find('shares-words'), shareText(s.inquiry.shares, s.inquiry.facts));
  }

  /** The map of a comparison, on one scale for both passes; returns what the status line needs. */
  mark(s, comparison, palette) {
    const {find} = this;
    const {meta, query, before, after, hover} = comparison;
    const map = colormap('inferno');
    const probe = hover === query ? null : hover;
    const pair = [comparison.map(before, query), comparison.map(after, query)];
    const scale = linearScale(robustTop(pair, meta.prefix, query), meta.tokens);
    if (this.plates[0].width < NARROW) scale.ticks = scale.ticks.filter((_, i) => i % 2 === 0);
    const shot = {meta, pair, query, at: null, probe, kind: mapText(comparison)};
    const sinks = [before, after].map(pass => (pass ? comparison.sinks(pass) : []));
    this.plates.forEach((plate, i) =>
      mark(s, plate, pair[i], {...shot, scale, map, sinks: sinks[i]}),
    );
    shot.at = this.readOut(shot, scale, map);
    say(find('map-title'), shot.kind);
    say(find('patch'), isPatch(query, meta) ? `Patch ${nameOf(query, meta)}` : 'Patch');
    press(find('chips'), 'query', isPatch(query, meta) ? 'patch' : String(query));
    this.parts.mark(s, isPatch(query, meta) ? query : middle(meta), palette);
    return shot;
  }

  /** Draws the legend of the changed pass; returns the token at its needle: probe or peak. */
  readOut({meta, pair, query, probe}, scale, map) {
    const values = pair[1];
    const at = probe ?? peak(values, meta.prefix, query);
    const limit = scale.top * 1.000001;
    this.legend.draw({
      scale,
      map,
      values,
      at,
      beyond: countAbove(values, meta.prefix, limit),
      itself: isPatch(query, meta) && values[query] > limit,
    });
    return at;
  }
}

/** One pass's map [N] over its picture. */
function mark(s, plate, values, {meta, query, probe, scale, map, sinks}) {
  const cell = token => token - meta.prefix;
  plate.mark(s, meta, {
    values: values.subarray(meta.prefix),
    unit: scale.unit,
    map,
    at: isPatch(query, meta) ? cell(query) : null,
    probe: probe === null ? null : cell(probe),
    top: cell(peak(values, meta.prefix, query)),
    sinks: sinks.map(({token}) => cell(token)),
  });
}
