// The strip of example pictures; a click chooses one.
import {chosenIndex, thumbnail} from '../screen/strip.js';
import {channel} from '../page/channel.js';
import {parts, refill} from '../page/dom.js';
import {pageState} from '../state/page.js';

const write = pageState.writer('explore/strip');

export function mount({element, props, trigger, watch, base}) {
  const row = parts(element)('strip');
  const draw = () => {
    const {items = [], chosen} = props.value ?? {};
    refill(
      row,
      items.map(item => thumbnail(item, item.index === chosen, base)),
    );
    write({strip: {items, chosen}});
  };
  row.addEventListener('click', event => {
    const index = chosenIndex(event);
    if (index !== null) channel.tell('choose', index);
  });
  channel.follow('choose', index => {
    for (const button of row.children) {
      button.setAttribute('aria-pressed', String(Number(button.dataset.index) === index));
    }
    channel.tell('asked');
    trigger('select', {index});
  });
  channel.follow('answered', draw); // after a refusal, the picture that is shown
  watch('value', draw);
  draw();
}
