// The cards on attention, as data (see form.js).

const MATRIX = '.av-explore .av-matrix';

/** @type {import('./form.js').Card[]} */
export const ATTENTION_CARDS = [
  {
    id: 'query_key_value',
    title: 'Query, key and value',
    choices: ['layer', 'head', 'token'],
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
    tries: [
      {label: 'Choose a head', screen: 'explore', show: {method: 'attention'}, light: MATRIX},
    ],
  },
  {
    id: 'dot_product',
    title: 'The scaled dot product',
    choices: ['layer', 'head', 'token'],
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
        marks: ['key'],
        label: '2  Scaled scores',
      },
      {kind: 'picture', id: 'weights', map: 'weights', marks: ['key'], label: '3  Weights'},
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
          '1. Compare. The query of {place:token} times the key of {place:key}, number by ' +
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
      {label: 'This weight, step by step', number: 'key'},
      {
        label: 'See all weights',
        screen: 'explore',
        show: {method: 'attention', query: 'token', layer: 'layer', head: 'head'},
        light: '.av-explore .av-stage-box',
      },
    ],
  },
  {
    id: 'heads',
    title: 'Several heads',
    choices: ['layer', 'head', 'token'],
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
        screen: 'explore',
        show: {method: 'attention', query: 'token'},
        light: MATRIX,
      },
      {
        label: 'Switch heads off',
        screen: 'heads',
        show: {heads: 'interventions'},
        light: '[data-av=cut-switches]',
      },
    ],
  },
];
