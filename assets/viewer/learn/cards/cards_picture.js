// The cards on the way from the picture to its tokens, as data (see form.js).

const PATCH_SIZE = {label: 'Choose a patch size', screen: 'explore', light: '#av-patch'};
const STAGE = '.av-explore .av-stage-box';

/** @type {import('./form.js').Card[]} */
export const PICTURE_CARDS = [
  {
    id: 'patches',
    title: 'Why patches',
    choices: ['token'],
    parts: [{kind: 'picture', id: 'picture', large: true, label: 'The picture, cut into patches'}],
    text: [
      {
        says:
          'A [Transformer] lets every part of its input look at every other part. That is ' +
          '[attention].',
      },
      {
        says:
          'With single pixels as parts, this picture would have {pixels} of them: ' +
          '{pixel_pairs} comparisons in every [head].',
      },
      {
        says:
          'So the picture, {height} × {width} pixels, is cut into squares of {patch} × {patch}: ' +
          'the [patches|patch]. That makes {rows} × {cols} = {patches}.',
        lights: 'picture',
      },
      {
        says:
          'Every patch becomes one [token]: a list of numbers that the model works on. ' +
          'With {prefix} more in front, the [prefix tokens|prefix token], that makes {tokens}, and ' +
          '{token_pairs} comparisons: {fewer} times fewer.',
        when: 'prefixed',
      },
      {
        says:
          'Every patch becomes one [token]: a list of numbers that the model works on. ' +
          '{tokens} tokens make {token_pairs} comparisons: {fewer} times fewer.',
        when: '!prefixed',
      },
      {
        says:
          'The side of a patch has to divide the sides of the picture: {height} = {rows} × ' +
          '{patch}, {width} = {cols} × {patch}.',
        when: '!ragged',
      },
      {says: 'Pixels left over at the right and lower edge are not seen.', when: 'ragged'},
    ],
    tries: [
      PATCH_SIZE,
      {label: 'Point at patches', screen: 'explore', show: {method: 'attention'}, light: STAGE},
    ],
  },
  {
    id: 'projection',
    title: 'From pixels to a token',
    choices: ['token'],
    parts: [
      {kind: 'picture', id: 'picture', label: 'Click a patch'},
      {kind: 'patch', id: 'patch', label: 'The patch'},
      {kind: 'strip', id: 'pixels', of: 'pixels', label: 'Its pixels in a row'},
      {kind: 'strip', id: 'weights', of: 'weights', label: 'Weights of the first output'},
      {kind: 'strip', id: 'projected', of: 'projected', label: 'The token: all outputs'},
    ],
    text: [
      {
        says:
          'The {place:patch} has {patch} × {patch} × {channels} = {patch_numbers} numbers: red, ' +
          'green and blue of each pixel, as the model gets them, centred and scaled.',
        lights: 'patch',
      },
      {
        says: '[Flattening] lays them out in one row: all red, then all green, then all blue.',
        lights: 'pixels',
      },
      {
        says:
          'A [linear projection] makes {hidden} numbers of them, the hidden width. Each is a ' +
          'weighted sum of all {patch_numbers}; the weights were learned in training.',
        lights: 'projected',
      },
      {
        says:
          'The first of them: {patch_numbers} products added up, and the bias {bias}, give ' +
          '{first_sum}.',
        lights: 'weights',
      },
      {
        says:
          'The same {shape:kernel} weights serve every patch. The whole picture: {shape:before} ' +
          'numbers become {shape:after}.',
      },
      {
        says: 'Here the weights were resized from the patch size they are stored in.',
        when: 'resized',
      },
    ],
    tries: [
      {
        label: 'See what tokens hold',
        screen: 'explore',
        show: {method: 'features', depth: 0},
        light: STAGE,
      },
    ],
  },
];
