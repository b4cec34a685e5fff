// The cards on a block of the model and on its layer norm, as data (see form.js).

const MATRIX = '.av-explore .av-matrix';

/** @type {import('./form.js').Card} */
export const BLOCK_CARD = {
  id: 'block',
  title: 'One block, seven steps',
  choices: ['layer', 'token'],
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
        'A [residual sum] adds what a branch computes to what was there. So a block changes a ' +
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
      says: 'The [norm] stands before each branch; the sum takes the token as it was before.',
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
    {label: 'Go through the layers', screen: 'explore', show: {method: 'attention'}, light: MATRIX},
  ],
};

/** @type {import('./form.js').Card} */
export const NORM_CARD = {
  id: 'layer_norm',
  title: 'Layer norm',
  choices: ['layer', 'token'],
  parts: [
    {kind: 'strip', id: 'before', of: 'before', moments: true, label: 'Before'},
    {kind: 'strip', id: 'standardised', of: 'standardised', moments: true, label: 'Standardised'},
    {kind: 'strip', id: 'scale', of: 'scale', label: '× scale, learned'},
    {kind: 'strip', id: 'shift', of: 'shift', label: '+ shift, learned'},
    {kind: 'strip', id: 'after', of: 'after', moments: true, label: 'After'},
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
        'longer 0 and 1. This is often stated wrongly.',
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
      screen: 'explore',
      show: {method: 'features', feature: 'norms'},
      light: '.av-explore .av-stage-box',
    },
  ],
};
