// Regions on the big picture: a line around the patches of each, the chosen one thick.
import {REGION_COLOURS, around, closed} from '../draw/outlines.js';
import {fit} from '../draw/paint.js';
import {queryOfRegion, tokensOfQuery} from '../record/region_query.js';
import {pageState} from '../state/page.js';

const CHOSEN = 3; // px
const OTHER = 1.75;

/** The place of the region that is being drawn: that of the chosen one, or the next. */
const placeDrawn = s => Math.min(pageState.facts.chosen_region ?? s.regions.length, 3);

/** Draws them over what a stage shows. */
export function markRegions(stage, s, meta) {
  if (s.bare || s.placing || !(s.regions.length || s.drawn)) return;
  const [width, height] = stage.size;
  const context = fit(stage.canvas, width, height);
  const box = [0, 0, width, height];
  const chosen = pageState.facts.chosen_region;
  s.regions.forEach((region, i) => {
    if (s.drawn && i === chosen) return;
    const look = {
      colour: REGION_COLOURS[i],
      width: i === chosen ? CHOSEN : OTHER,
      dashed: i !== chosen,
    };
    around(context, new Set(tokensOfQuery(queryOfRegion(region), meta)), meta, box, look);
  });
  if (s.drawn) {
    const look = {colour: REGION_COLOURS[placeDrawn(s)], width: OTHER};
    around(context, new Set(tokensOfQuery(s.drawing, meta)), meta, box, {...look, width: CHOSEN});
    closed(context, s.drawn, box, look);
  }
}
