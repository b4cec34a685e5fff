// The model card as a page: every figure comes from the file that the measuring command wrote.
import {fixed, percent, probability} from '../record/figures.js';
import {routes} from '../record/contract.js';
import {confusion} from './confusion.js';
import {reliability, table} from './tables.js';
import {channel} from '../page/channel.js';
import {choose} from '../state/choices.js';
import {button, el, numberIn, parts, say} from '../page/dom.js';

/** @typedef {import('../record/replies.js').Mistake} Mistake */

const MOST = 60; // mistakes shown at once

const LIMITS = [
  'Twenty flat drawings, nothing else. The right answer to a photograph is “none of these”.',
  'While it was trained, a second head learned to say what each patch shows; it touches patch ' +
    'tokens, not attention, and is not shipped.',
  'The learned positions started as sines and cosines, so that the similarity of positions can ' +
    'be read. No gain in accuracy is claimed.',
  'Accuracy here is on scenes drawn by the same program as the training scenes, by seeds that no ' +
    'training uses.',
];

export function mount({element, props, trigger, watch, base}) {
  const find = parts(element);
  let chosen = 0;
  const draw = () => {
    const cards = props.value?.cards ?? [];
    const card = cards[chosen];
    if (!card) return;
    find('which').hidden = cards.length < 2;
    find('choice').replaceChildren(
      ...cards.map(({title}, i) => new Option(title, String(i), false, i === chosen)),
    );
    say(find('title'), card.title);
    say(find('facts'), card.facts);
    find('missing').hidden = Boolean(card.figures);
    find('body').hidden = !card.figures;
    if (!card.figures) return say(find('missing'), card.missing);
    const open = seed => {
      channel.tell('asked');
      choose({screen: 'explore'});
      trigger('open', {seed, checkpoint: card.key});
    };
    fill(find, card.figures, base, open);
  };
  find('choice').addEventListener('change', event => {
    chosen = numberIn(event);
    draw();
  });
  watch('value', draw);
  draw();
}

function fill(find, figures, base, open) {
  sizes(find, figures);
  calibration(find, figures.calibration);
  none(find, figures);
  looks(find, figures);
  const show = chosen => mistakes(find, figures, chosen, base, open);
  say(
    find('confusion-told'),
    `${figures.counts.one} scenes with one object at patch size ${figures.shipped_patch}: rows ` +
      'what was drawn, columns the answer. Choose a cell to see its mistakes below.',
  );
  find('confusion').replaceChildren(confusion(figures.model.labels, figures.confusion, show));
  show(null);
  find('limits').replaceChildren(...LIMITS.map(text => el('li', '', text)));
}

function sizes(find, {patch_sizes: all, counts}) {
  const order = Object.keys(all)
    .map(Number)
    .sort((a, b) => a - b);
  const quarters = ['smallest', 'second', 'third', 'largest'].map((name, i) => [
    `${name} quarter of the objects`,
    ...order.map(p => ({share: all[p].by_object_size[i].accuracy})),
  ]);
  find('sizes').replaceChildren(
    table(
      ['share right', ...order.map(p => `${p} px`)],
      [
        ['all objects', ...order.map(p => ({share: all[p].accuracy, strong: true}))],
        ...quarters,
        [
          'answered “none of these”',
          ...order.map(p => ({share: all[p].none_of_these, plain: true})),
        ],
      ],
    ),
  );
  say(
    find('sizes-told'),
    `${counts.one} fresh scenes with one object. Coarse patches lose small objects; that is what ` +
      'the patch-size control shows.',
  );
}

function calibration(find, {bins, expected_error: error}) {
  find('calibration').replaceChildren(reliability(bins));
  say(
    find('sure-told'),
    'Highest probability against the share that is right; on the line it is as sure as it should ' +
      `be. Expected calibration error ${probability(error)}.`,
  );
}

function none(find, {none_of_these: rejected, two_objects: two, photographs, counts}) {
  const rows = [
    [`empty scenes (${counts.others})`, 'none of these', {share: rejected.empty}],
    [
      'photo-like pictures of kinds never trained on',
      'none of these',
      {share: rejected.unseen_kinds},
    ],
    [`scenes with two objects (${counts.others})`, 'both classes reach 0.5', {share: two.both}],
    ['the same', 'at least one does', {share: two.at_least_one}],
    ['the same', 'a third class does', {share: two.a_third, plain: true}],
  ];
  find('none').replaceChildren(table(['pictures', 'answer', 'share'], rows));
  const sure = photographs.filter(each => each.probability >= 0.5);
  const named = sure
    .map(each => `${each.photograph} as ${each.class} ${probability(each.probability)}`)
    .join('; ');
  say(
    find('photographs'),
    'Photographs that installed packages carry: none of these in ' +
      `${photographs.length - sure.length} of ${photographs.length}` +
      `${named ? `; wrongly sure of ${named}` : ''}.`,
  );
}

function looks(
  find,
  {pointing_game: game, class_maps: maps, attention_distance: distance, counts},
) {
  const rows = [
    ['rollout', {share: game.rollout, strong: true}, ''],
    ['edge density, no model', {share: game.edges, plain: true}, ''],
    ['any patch', {share: game.random, plain: true}, ''],
    ...Object.entries(maps).map(([name, {own, other}]) => [
      `${name.replaceAll('_', ' ')}, two objects`,
      {share: own},
      {share: other, plain: true},
    ]),
  ];
  find('looks').replaceChildren(table(['hottest patch lies on', 'its object', 'the other'], rows));
  const all = distance.pixels.flat();
  const [nearest, farthest] = [Math.min(...all), Math.max(...all)].map(px => fixed(px, 0));
  say(
    find('looks-told'),
    `${counts.looks} scenes with one object, ${counts.pairs} with two. Heads look ${nearest} to ` +
      `${farthest} px far on average; a head that looks everywhere alike would look ` +
      `${fixed(distance.uniform, 0)} px.`,
  );
}

function mistakes(find, {mistakes: all, counts}, chosen, base, open) {
  const kept = chosen
    ? all.filter(({drawn, answer}) => drawn === chosen.drawn && answer === chosen.answer)
    : all;
  const sentence = chosen
    ? `${kept.length} of ${all.length}: ${chosen.drawn} answered as ${chosen.answer}.`
    : `${all.length} of ${counts.one}, the surest first.`;
  say(find('mistakes-told'), `${sentence} Choose one to open it in Explore.`);
  find('mistakes').replaceChildren(
    ...kept.slice(0, MOST).map(mistake => mistakeButton(mistake, base, open)),
  );
}

/**
 * A mistake as its picture, what was drawn and the answer; a click opens it in Explore.
 * @param {Mistake} mistake
 */
function mistakeButton({seed, drawn, answer, probability: p}, base, open) {
  const node = button('av-mistake');
  const image = el('img');
  const sure = percent(p);
  const src = routes.scene(base, 'one', seed);
  Object.assign(image, {alt: '', width: 96, height: 96, loading: 'lazy', src});
  node.append(
    image,
    el('span', 'av-mistake-drawn', drawn),
    el('span', 'av-mistake-answer', `${answer} ${sure}`),
  );
  node.setAttribute(
    'aria-label',
    `${drawn}, answered ${answer}, highest probability ${sure}: open in Explore`,
  );
  node.addEventListener('click', () => open(seed));
  return node;
}
