// The cards on the whole model, as data (see form.js).

/** @type {import('./form.js').Card[]} */
export const WHOLE_CARDS = [
  {
    id: 'depth',
    title: 'Depth and rollout',
    choices: [],
    parts: [
      {kind: 'tiles', id: 'layers', of: 'by_layer', names: 'L', label: 'Attention of each layer'},
      {kind: 'tiles', id: 'rollout', of: 'rollout', names: 'L', label: 'Rollout up to each layer'},
      {kind: 'picture', id: 'picture', map: 'rollout_last', label: 'Rollout through all layers'},
    ],
    text: [
      {
        says:
          'Each map shows which tokens a layer reads for the {word:readout}. But from the second ' +
          'layer on, these tokens are mixtures already.',
        lights: 'layers',
      },
      {
        says:
          '[Rollout] follows the mixing back to the patches: it multiplies the maps of all ' +
          'layers. A share of {residual} of every token stays where it is, for the [residual sum] ' +
          '(Abnar and Zuidema 2020).',
        lights: 'rollout',
      },
      {
        says:
          'After one layer the strongest patch has {first_peak} times an even share, after ' +
          '{depth} layers {last_peak} times.',
        lights: 'picture',
      },
      {
        says:
          'Rollout leaves out [values|value], [MLPs|MLP] and the class. It shows where the ' +
          'answer may come from, not what for.',
      },
    ],
    tries: [
      {
        label: 'Turn its knobs',
        screen: 'explain',
        show: {explain: 'laboratory'},
        light: '.av-explain .av-knobs',
      },
      {
        label: 'Play the layers',
        screen: 'explore',
        show: {method: 'rollout'},
        light: '.av-explore .av-film',
      },
    ],
  },
  {
    id: 'limits',
    title: 'What maps can show',
    choices: [],
    parts: [
      {
        kind: 'picture',
        id: 'picture',
        map: 'attended',
        marks: ['most', 'least'],
        large: true,
        label: 'Attention of the last layer; ring: most, frame: least',
      },
    ],
    text: [
      {
        says:
          'Attention is not explanation. A map shows from where a head gathers. It does not ' +
          'show what that does to the answer.',
      },
      {
        says:
          'In the last layer the {word:readout} gives {place:most} most of all patches: ' +
          '{most_share%}. Hidden from all attention, {word:answer} goes from a probability of ' +
          '{p} to {most_p}.',
        when: 'classifier',
        lights: 'picture',
      },
      {
        says:
          'Least goes to {place:least}: {least_share%}. Hidden, {word:answer} goes to ' +
          '{least_p}.',
        when: 'classifier',
        lights: 'picture',
      },
      {
        says:
          'In the last layer the {word:readout} gives {place:most} most of all patches: ' +
          '{most_share%}. Hidden, the features keep a cosine of {most_alike} with what they were.',
        when: '!classifier',
        lights: 'picture',
      },
      {
        says:
          'A weight is an amount, the [value] is what it is an amount of: a large weight on a ' +
          'short value brings in little.',
      },
      {
        says:
          'Where several patches show the same, none of them is needed, however much attention ' +
          'it gets.',
      },
      {
        says:
          'One head that looks right proves nothing. Test what happens when patches are taken ' +
          'out.',
      },
    ],
    tries: [
      {
        label: 'Take patches out',
        screen: 'explain',
        show: {explain: 'matter'},
        light: '.av-explain .av-errand',
        when: 'classifier',
      },
      {
        label: 'Maps of a class',
        screen: 'explain',
        show: {explain: 'maps'},
        light: '.av-explain .av-plates',
        when: 'classifier',
      },
    ],
  },
  {
    id: 'patch_size',
    title: 'The patch size',
    choices: [],
    parts: [
      {kind: 'picture', id: 'picture', label: 'The grid in use'},
      {kind: 'table', id: 'table', label: 'What each size costs'},
    ],
    text: [
      {
        says:
          'Smaller patches see finer and cost more: half the side makes four times the patches ' +
          'and about sixteen times the comparisons.',
        lights: 'table',
      },
      {
        says:
          'With {patch} × {patch} pixels: {tokens} tokens, {token_pairs} comparisons in each of ' +
          '{depth} × {heads} heads, {multiply_adds} [multiply-adds] for the whole pass.',
        lights: 'picture',
      },
      {
        says:
          'The {parameters} weights are the same at every size listed: the kernel and the ' +
          '[position embeddings|position embedding] are resized (FlexiViT, Beyer et al. 2022).',
        when: 'several_sizes',
      },
      {
        says:
          'This checkpoint was trained for one size. Its {parameters} weights could be resized ' +
          'to others, but its answers would mean less.',
        when: '!several_sizes',
      },
    ],
    tries: [
      {label: 'Choose a patch size', screen: 'explore', light: '#av-patch', when: 'several_sizes'},
      {label: 'Sizes side by side', screen: 'compare', light: '.av-compare'},
    ],
  },
];
