// The cards on what joins the patches, positions and the class token, as data (see form.js).

/** @type {import('./form.js').Card[]} */
export const ADDED_CARDS = [
  {
    id: 'positions',
    title: 'Where a patch lies',
    choices: ['token'],
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
          'This model learned them in training. The grid was not given: which places are alike ' +
          'comes from training alone.',
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
          'With the added vectors all set to 0, the same picture is none of these: no class ' +
          'reaches {present}, {word:without_answer} comes nearest with {without_top}. With them ' +
          'it was {word:answer} with {p}.',
        when: 'outcome_lost',
      },
      {
        says:
          'With the added vectors all set to 0, the same picture is {word:without_answer} with ' +
          '{without_top}; with them it was none of these: no class reached {present}.',
        when: 'outcome_gained',
      },
      {
        says:
          'With the added vectors all set to 0 the same picture is none of these, as it was with ' +
          'them: no class reaches {present}.',
        when: 'outcome_none',
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
        screen: 'positions',
        show: {positions: 'lab'},
        light: '[data-av=poslab-controls]',
        when: 'added_positions',
      },
      {
        label: 'Compare places',
        screen: 'positions',
        show: {positions: 'tiles'},
        light: '[data-av=tiles-controls]',
        when: 'added_positions',
      },
    ],
  },
  {
    id: 'class_token',
    title: 'The class token',
    choices: [],
    parts: [
      {kind: 'picture', id: 'picture', map: 'attended', label: 'Its attention in the last layer'},
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
          'It starts as a learned vector, the same for every picture: nothing of this picture is ' +
          'in it yet.',
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
          'A [classifier] turns it into {classes} [logits|logit], one for each class. It reads ' +
          'none of the other tokens.',
        when: 'reads_class',
      },
      {
        says: 'A [classifier] turns it into {classes} [logits|logit], one for each class.',
        when: 'reads_several',
      },
      {
        says:
          '[Registers|register] stand in front too. The answer is not read from them; they leave ' +
          'room for what belongs to no place.',
        when: 'registers',
      },
    ],
    tries: [
      {
        label: 'Use it as the query',
        screen: 'explore',
        show: {method: 'attention', query: 'default'},
        light: '.av-explore .av-chips',
      },
    ],
  },
];
