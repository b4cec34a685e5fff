// What the Save menu of the Film screen offers: the film with its maps, a figure, the numbers.
import {routes} from '../record/contract.js';
import {wordsOf} from '../screen/save_screen.js';

const EARLY = 'Nothing is shown yet: open a film first.';

/** Rows of the menu, for what the screen shows. */
export function savedGroups({base, state: s}) {
  const {reel} = s;
  if (!reel?.known(s.layer)) return [{says: EARLY}];
  const head = s.head === reel.meta.heads ? null : s.head;
  const link = wordsOf('film', {layer: s.layer, head});
  const view = routes.view(base, s.meta.token);
  const fields = {frames: s.frames, link};
  const file = (format, label = format.toUpperCase()) => ({
    label,
    url: routes.filmSaved(view, reel.facts.clip, format, fields),
  });
  const count = Math.min(reel.done, reel.count);
  return [
    {
      says: `The ${count} frames with what lies over them`,
      items: [file('webm', 'WebM'), file('gif')],
    },
    {
      says: 'The frames and the figure over time, with a caption',
      items: [file('png'), file('svg'), file('pdf')],
    },
    {says: 'The maps of every head, and the way of the patch', items: [file('npz', 'npz')]},
  ];
}
