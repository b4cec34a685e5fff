// Connects the pointer on the big picture with regions.
import {drawing} from '../screen/drawing.js';

/**
 * @param {import('../screen/stage.js').Stage} stage
 * @param {import('./region_bar.js').RegionBar} bar
 * @param {any} s
 * @param {any} actions
 */
export function wireRegions(stage, bar, s, actions) {
  let tool = 'block';
  drawing(stage.canvas, {
    begins(event) {
      const chosen = s.trace ? bar.toolOf(event) : null;
      if (chosen) tool = chosen;
      return chosen !== null;
    },
    line: points => actions.draw(tool, points),
    done: (points, event) => actions.drawn(tool, points, event.shiftKey),
    click(event) {
      const token = stage.tokenAt(event, s.trace.meta);
      if (event.shiftKey) actions.addPatch(token);
      else actions.ask(token);
    },
    left: () => actions.undrawn(),
  });
}
