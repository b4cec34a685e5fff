// Pointers, buttons and fields of the head finder. A drag circles, a click chooses the query; a
// block of patches and the objects of a drawn scene need no pointer.
import {dataOf} from '../../page/dom.js';
import {clamp} from '../../record/grid.js';
import {drawing} from '../../screen/drawing.js';
import {endGesture} from '../../state/steps.js';
import {walkHeads} from '../walks.js';
import {EDGES} from './view.js';

export function wireFinder(finder) {
  const {find, page, view} = finder;
  for (const part of [view.board, view.ranking]) wireHeads(part, page);
  wireStage(view.plate.canvas, finder);
  find('chips').addEventListener('click', event => {
    const {to} = dataOf(event);
    if (to === 'patch') finder.queryPatch();
    else if (to !== undefined) finder.setQuery(Number(to));
  });
  find('objects').addEventListener('click', event => {
    const {to} = dataOf(event);
    if (to !== undefined) finder.object(Number(to));
  });
  wireFields(finder);
  find('clear').addEventListener('click', () => finder.clear());
  find('only').addEventListener('click', () => finder.toggleOnly());
}

function wireHeads(part, page) {
  part.canvas.addEventListener('pointermove', event => {
    if (event.pointerType === 'mouse') page.lift(part.hit(event));
  });
  part.canvas.addEventListener('pointerleave', () => page.lift(null));
  part.canvas.addEventListener('click', event => {
    const cell = part.hit(event);
    if (cell) page.choose(cell);
  });
  walkHeads(part, page.state, cell => page.choose(cell));
}

/** All that is typed into one field is one step of undo. */
function wireFields(finder) {
  const fields = finder.find('block');
  fields.addEventListener('input', () => wireBlock(finder));
  fields.addEventListener('change', () => endGesture());
  fields.addEventListener('focusout', event => {
    const {mask, ready} = finder;
    const inside = event.relatedTarget && fields.contains(event.relatedTarget);
    if (!inside && ready && mask?.kind === 'block') finder.view.edges(mask);
  });
}

/** The fields as a block; rows and columns count from 0, as everywhere on the picture. */
function wireBlock(finder) {
  const {rows, cols} = finder.page.state.trace?.meta ?? {};
  const fields = EDGES.map(edge => finder.find(edge));
  if (!rows || fields.some(field => field.value === '')) return;
  const [top, bottom, left, right] = fields.map(field => Math.round(Number(field.value)));
  const down = v => clamp(v, 0, rows - 1);
  const across = v => clamp(v, 0, cols - 1);
  finder.block({
    top: down(Math.min(top, bottom)),
    bottom: down(Math.max(top, bottom)),
    left: across(Math.min(left, right)),
    right: across(Math.max(left, right)),
  });
}

function wireStage(canvas, finder) {
  const {page, view} = finder;
  drawing(canvas, {
    begins: () => finder.ready,
    line: path => finder.lasso(path),
    done: () => finder.endLasso(),
    click(event) {
      const at = view.plate.tokenAt(event, page.state.trace.meta);
      if (event.altKey) finder.number(page.state, at);
      else finder.setQuery(at);
    },
    left: () => finder.endLasso(),
  });
}
