// The cards on what happens inside a block, as data; see cards_picture.js for how they are written.

const MATRIX = '.av-explore .av-matrix';

export const BLOCK_CARDS = [
  {
    id: 'block',
    title: 'One block, seven steps',
    asks: ['layer', 'token'],
    parts: [
      {kind: 'steps', id: 'steps'},
      {kind: 'picture', id: 'picture', label: 'Click a patch to follow it'},
    ],
    text: [
      {
        says:
          'The model is {depth} [blocks|block], one after the other. Each takes {shape:tokens} ' +
          'numbers and gives as many back. Here is {place:token} in block {layer}.',
      },
      {
        says:
          '[Attention] is the one step in which tokens meet. All others happen to each token ' +
          'alone.',
        lights: 'attention',
      },
      {
        says:
          'A [residual sum] adds what a branch found to what was there. So a block changes a ' +
          'token; it does not replace it.',
        lights: 'sum',
      },
      {
        says:
          'The [MLP] widens the token to {mlp_ratio} × {hidden} = {mlp_hidden} numbers ' +
          '(mlp_ratio {mlp_ratio}), bends them by an [activation] and projects them back to ' +
          '{hidden}.',
        lights: 'mlp',
      },
      {says: 'In this model one half of the widened numbers gates the other.', when: 'gated'},
      {
        says: 'The [norm] stands before each branch: it reads the token, the sum skips it.',
        when: '!post_norm',
        lights: 'norm',
      },
      {
        says: 'In this model the [norm] stands after each branch, on what the branch brings in.',
        when: 'post_norm',
        lights: 'norm',
      },
      {says: 'A [LayerScale] weighs each branch, number by number.', when: 'layer_scale'},
      {says: 'Computed again here, the last row is the recorded one but for {off}.'},
    ],
    tries: [
      {label: 'Go through the layers', tab: 'Explore', show: {method: 'attention'}, light: MATRIX},
    ],
  },
  {
    id: 'query_key_value',
    title: 'Query, key and value',
    asks: ['layer', 'head', 'token'],
    parts: [
      {kind: 'picture', id: 'picture', label: 'Click a patch'},
      {kind: 'bars', id: 'query', of: 'query', label: 'Query'},
      {kind: 'bars', id: 'key', of: 'key', label: 'Key'},
      {kind: 'bars', id: 'value', of: 'value', label: 'Value'},
    ],
    text: [
      {says: 'Three linear layers make three short vectors of every token.'},
      {says: 'The [query] is what a token compares others with.', lights: 'query'},
      {says: 'The [key] is what others compare it with.', lights: 'key'},
      {says: 'The [value] is what it hands on to those that attend to it.', lights: 'value'},
      {
        says:
          'In layer {layer}, [head] {head}, each has {head_width} numbers: {hidden} / {heads} ' +
          'heads. Shown are those of {place:token}.',
      },
      {
        says:
          'One matrix of {shape:weights} = {weights} weights makes all three for all heads. All ' +
          'tokens together have {shape:all} queries: heads × tokens × width.',
      },
    ],
    tries: [{label: 'Choose a head', tab: 'Explore', show: {method: 'attention'}, light: MATRIX}],
  },
  {
    id: 'dot_product',
    title: 'The scaled dot product',
    asks: ['layer', 'head', 'token'],
    parts: [
      {
        kind: 'bars',
        id: 'products',
        of: 'products',
        sorted: true,
        label: '1  Products of query and key, largest first',
      },
      {
        kind: 'field',
        id: 'scores',
        of: 'scores',
        spread: true,
        marks: ['told'],
        label: '2  Scaled scores',
      },
      {kind: 'picture', id: 'weights', map: 'weights', marks: ['told'], label: '3  Weights'},
      {
        kind: 'bars',
        id: 'context',
        of: 'context',
        label: '4  The context: weighted values, summed',
      },
    ],
    text: [
      {
        says:
          '1. Compare. The query of {place:token} times the key of {place:told}, number by ' +
          'number, added up: the [dot product], {score}.',
        lights: 'products',
      },
      {
        says:
          '2. Scale. Divided by √{head_width} = {root}: {scaled}. Otherwise wide heads would ' +
          'have scores so far apart that one token took all.',
        lights: 'scores',
      },
      {
        says:
          '3. [Softmax]. e to the power of each score, divided by the sum over all {tokens} ' +
          'tokens. The largest score is taken off first, which changes nothing: ' +
          '{exponential} / {total} = {weight}.',
        lights: 'weights',
      },
      {
        says: '4. Gather. Each token’s value times its weight, summed up. The weights sum to {sum}.',
        lights: 'context',
      },
    ],
    tries: [
      {label: 'This number, all the way down', number: 'told'},
      {
        label: 'See all weights',
        tab: 'Explore',
        show: {method: 'attention', query: 'token', layer: 'layer', head: 'head'},
        light: '.av-explore .av-stage-box',
      },
    ],
  },
  {
    id: 'heads',
    title: 'Several heads',
    asks: ['layer', 'head', 'token'],
    parts: [
      {
        kind: 'tiles',
        id: 'maps',
        of: 'by_head',
        names: 'H',
        chooses: 'head',
        label: 'The weights of each head',
      },
      {
        kind: 'strip',
        id: 'joined',
        of: 'joined',
        split: 'heads',
        label: 'Their contexts, side by side',
      },
      {kind: 'strip', id: 'output', of: 'output', label: 'Mixed by the final linear layer'},
      {kind: 'picture', id: 'picture', map: 'of_head', label: 'The chosen head; click a patch'},
    ],
    text: [
      {
        says:
          '{heads} [heads|head] work side by side on {place:token}, each with queries, keys and ' +
          'values of its own.',
        lights: 'maps',
      },
      {
        says:
          'Each gathers {head_width} numbers. [Concatenation] puts them side by side: {heads} × ' +
          '{head_width} = {hidden}.',
        lights: 'joined',
      },
      {
        says:
          'A final linear layer of {shape:weights} = {weights} weights mixes the heads. This is ' +
          'what attention adds to the token.',
        lights: 'output',
      },
      {
        says:
          'No head was given a task. Some come out alike, and many can be switched off with ' +
          'little loss (Michel et al. 2019).',
      },
    ],
    tries: [
      {
        label: 'See all heads',
        tab: 'Explore',
        show: {method: 'attention', query: 'token'},
        light: MATRIX,
      },
      {
        label: 'Switch heads off',
        tab: 'Heads',
        press: '#av-heads-screen [data-set=section][data-to=interventions]',
        light: '[data-av=cut-switches]',
      },
    ],
  },
  {
    id: 'layer_norm',
    title: 'Layer norm',
    asks: ['layer', 'token'],
    parts: [
      {kind: 'strip', id: 'before', of: 'before', told: true, label: 'Before'},
      {kind: 'strip', id: 'standardised', of: 'standardised', told: true, label: 'Standardised'},
      {kind: 'strip', id: 'scale', of: 'scale', label: '× scale, learned'},
      {kind: 'strip', id: 'shift', of: 'shift', label: '+ shift, learned'},
      {kind: 'strip', id: 'after', of: 'after', told: true, label: 'After'},
      {kind: 'picture', id: 'picture', label: 'Click a patch'},
    ],
    text: [
      {
        says:
          'The {hidden} numbers of {place:token} before the first norm of block {layer}: mean ' +
          '{before_mean~}, deviation {before_deviation~}.',
        lights: 'before',
      },
      {
        says:
          '[LayerNorm] takes their mean off and divides by their deviation: mean ' +
          '{standardised_mean~}, deviation {standardised_deviation~}. Each token is ' +
          'normed over its own numbers, not over other tokens or pictures.',
        when: '!rms',
        lights: 'standardised',
      },
      {
        says:
          'This model has an [RMSNorm]: the numbers are divided by the root of their mean ' +
          'square. The mean stays: {standardised_mean~}, with deviation {standardised_deviation~}.',
        when: 'rms',
        lights: 'standardised',
      },
      {
        says: 'Then each number is multiplied by a learned scale, here {scale_low} to {scale_high}.',
        lights: 'scale',
      },
      {
        says: 'And a learned shift is added, here {shift_low} to {shift_high}.',
        when: '!rms',
        lights: 'shift',
      },
      {
        says:
          'So what leaves the norm has mean {after_mean~} and deviation {after_deviation~}, no ' +
          'longer 0 and 1. This is often told wrong.',
        when: '!rms',
        lights: 'after',
      },
      {
        says: 'What leaves the norm has mean {after_mean~} and deviation {after_deviation~}.',
        when: 'rms',
        lights: 'after',
      },
    ],
    tries: [
      {
        label: 'Lengths of the tokens',
        tab: 'Explore',
        show: {method: 'features', feature: 'norms'},
        light: '.av-explore .av-stage-box',
      },
    ],
  },
];
