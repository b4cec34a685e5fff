// The cards on the way from the picture to the first block, as data. `{name}` is a number of the
// picture in hand, `{shape:x}` a shape, `{word:x}` a word, `{place:x}` a token's place and `[term]`
// an entry of the glossary. A sentence with `when` is said of models that have that (`!`: have
// not); `lights` names the part of the figure that it is about.

const PATCH_SIZE = {label: 'Choose a patch size', tab: 'Explore', light: '#av-patch'};
const sectionOf = (screen, name) => `${screen} [data-set=section][data-to=${name}]`;
const STAGE = '.av-explore .av-stage-box';

export const PICTURE_CARDS = [
  {
    id: 'patches',
    title: 'Why patches',
    asks: ['token'],
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
      {label: 'Point at patches', tab: 'Explore', show: {method: 'attention'}, light: STAGE},
    ],
  },
  {
    id: 'projection',
    title: 'From pixels to a token',
    asks: ['token'],
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
        tab: 'Explore',
        show: {method: 'features', depth: 0},
        light: STAGE,
      },
    ],
  },
  {
    id: 'positions',
    title: 'Where a patch lies',
    asks: ['token'],
    parts: [
      {kind: 'field', id: 'learned', of: 'learned', label: 'This model’s positions, cosine'},
      {kind: 'field', id: 'sinusoidal', of: 'sinusoidal', label: 'Sines and cosines, cosine'},
      {kind: 'strip', id: 'projected', of: 'projected', label: 'The patch, projected'},
      {kind: 'strip', id: 'position', of: 'position', label: '+ its position embedding'},
      {kind: 'strip', id: 'entering', of: 'entering', label: '= the token that enters'},
    ],
    text: [
      {
        says:
          'Attention has no order of its own. Deal the patches out to other places, and each ' +
          'would still gather the same: the model could not tell where anything lies.',
      },
      {
        says:
          'So every place has a [position embedding], {hidden} numbers that are added to the ' +
          'token of the patch there.',
        when: 'added_positions',
        lights: 'position',
      },
      {
        says:
          'This model learned them in training. Nobody told it the grid: how alike two places ' +
          'are, it found out.',
        when: 'learned_positions',
        lights: 'learned',
      },
      {
        says: 'This model computes them: sines and cosines of row and column, nothing learned.',
        when: 'fixed_positions',
        lights: 'learned',
      },
      {
        says:
          'The second map shows [sinusoidal positions] for the same patch: a fixed function, ' +
          'alike for neighbours by construction.',
        when: 'added_positions',
        lights: 'sinusoidal',
      },
      {
        says:
          'With the added vectors all set to 0, the same picture is {word:without_answer} with ' +
          '{without_top}; with them it was {word:answer} with {p}.',
        when: 'outcome',
      },
      {
        says:
          'With the added vectors all set to 0, what the model gives out has a cosine of ' +
          '{without_alike} with what it gave before.',
        when: 'features_only',
      },
      {
        says:
          'This model turns [queries|query] and [keys|key] by where their patches lie: ' +
          '[rotary positions]. So a score depends on how two patches lie to one another.',
        when: 'rotary',
      },
      {says: 'It adds no position embedding to its tokens.', when: '!added_positions'},
    ],
    tries: [
      {
        label: 'Take them away',
        tab: 'Positions',
        press: sectionOf('#av-positions-screen', 'lab'),
        light: '[data-av=poslab-controls]',
        when: 'added_positions',
      },
      {
        label: 'Compare places',
        tab: 'Positions',
        press: sectionOf('#av-positions-screen', 'tiles'),
        light: '[data-av=tiles-controls]',
        when: 'added_positions',
      },
    ],
  },
  {
    id: 'class_token',
    title: 'The class token',
    asks: [],
    parts: [
      {kind: 'picture', id: 'picture', map: 'asked', label: 'Where it looks in the last layer'},
      {kind: 'strip', id: 'start', of: 'start', label: 'The class token at its start'},
      {kind: 'strip', id: 'end', of: 'end', label: 'The same after the last block'},
      {kind: 'strip', id: 'pooled', of: 'pooled', label: 'What the classifier reads'},
    ],
    text: [
      {
        says:
          'In front of the patches stands one token more: the [class token]. It has no place ' +
          'on the picture.',
        when: 'class_token',
      },
      {
        says:
          'It starts as a learned vector, the same for every picture. It knows nothing of this ' +
          'one.',
        when: 'class_token',
        lights: 'start',
      },
      {
        says:
          'In every [block] it gathers from the patches. After {depth} blocks its cosine with ' +
          'its start is {kept}.',
        when: 'class_token',
        lights: 'end',
      },
      {
        says:
          'Many models put a learned [class token] in front of the patches and read the answer ' +
          'from it. This model leaves it out: it has {tokens} tokens, {patches} of them patches.',
        when: '!class_token',
      },
      {
        says: 'Here the answer is read from the {word:readout}, a vector of {hidden} numbers.',
        lights: 'pooled',
      },
      {
        says:
          'A [classifier] turns it into {classes} [logits|logit], one for each class. The rest ' +
          'of the tokens it never sees.',
        when: 'reads_class',
      },
      {
        says: 'A [classifier] turns it into {classes} [logits|logit], one for each class.',
        when: 'reads_several',
      },
      {
        says:
          '[Registers|register] stand in front too. They are read by nobody and leave room for ' +
          'what is not about a place.',
        when: 'registers',
      },
    ],
    tries: [
      {
        label: 'Ask from it',
        tab: 'Explore',
        show: {method: 'attention', query: 'default'},
        light: '.av-explore .av-chips',
      },
    ],
  },
];
