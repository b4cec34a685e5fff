// The cards on what the features hold: self-supervision, sinks and registers, a class taught.

/** @type {import('./form.js').Card[]} */
export const FEATURE_CARDS = [
  {
    id: 'features',
    title: 'What self-supervision leaves',
    choices: ['layer', 'token'],
    parts: [
      {kind: 'colours', id: 'colours', of: 'places', label: 'Patches after the layer, as colours'},
      {kind: 'alike', id: 'alike', of: 'alike', label: 'Cosine with the patch in hand'},
    ],
    text: [
      {
        says:
          'In [self-supervision] nobody names what a picture shows. From two crops of one picture ' +
          'the model has to give alike vectors (DINO, Caron et al. 2021), or what a hidden patch ' +
          'held (MAE, He et al. 2022).',
      },
      {
        says:
          'That is enough for patches of the same kind to come near each other, without a word ' +
          'for the kind. These weights name no classes: what they know is in their tokens.',
        when: '!classifier',
      },
      {
        says:
          'These weights name classes. Their tokens can be looked at in the same way: patches ' +
          'that are of use for the same answers come near each other.',
        when: 'classifier',
      },
      {
        says:
          'Left, each patch has the colour of its place on three [principal axes|principal axis] ' +
          'of layer {layer}: alike colours are alike tokens. The three show {shown%} of what ' +
          'differs there between patches.',
        lights: 'colours',
      },
      {
        says:
          'Right is the cosine of every patch with the one under the pointer. For the chosen one ' +
          'it is highest, apart from its neighbours, at {place:like}: {like_cosine}; the lowest ' +
          'is {least_cosine}.',
        lights: 'alike',
      },
      {
        says:
          'Early layers group colours and edges, later ones parts and things. A position is in ' +
          'the tokens too: what lies at the same place can be alike for that alone.',
      },
    ],
    tries: [
      {
        label: 'All layers',
        screen: 'explore',
        show: {method: 'features', feature: 'similarity', query: 'token'},
        light: '.av-explore .av-film',
      },
    ],
  },
  {
    id: 'sinks',
    title: 'Sinks and registers',
    choices: ['layer', 'head'],
    parts: [
      {
        kind: 'picture',
        id: 'received',
        map: 'received',
        marks: ['most'],
        label: 'Attention received, of all queries',
      },
      {kind: 'lengths', id: 'lengths', of: 'lengths', label: 'Length of the tokens'},
    ],
    text: [
      {
        says:
          'The weights of a row sum to 1, also where a head has nothing to gather. So heads learn ' +
          'to leave their weight on one token that changes little: a [sink] (Xiao et al. 2024, on ' +
          'language models).',
      },
      {
        says:
          'In layer {layer}, head {head}, {most_share%} of the attention of all queries goes to ' +
          '{place:most}, the patch that gets most.',
        lights: 'received',
      },
      {
        says: 'The prefix tokens get {prefix_share%} there: a class token can be a sink as well.',
        when: 'prefixed',
        lights: 'received',
      },
      {
        says:
          'A patch with {sink_line%} or more is marked as a sink on every map. In all heads there ' +
          'is one: layer {sink_layer}, head {sink_head}, at {place:sink} with {sink_share%}.',
        when: 'one_sink',
      },
      {
        says:
          'A patch with {sink_line%} or more is marked as a sink on every map. In all heads there ' +
          'are {sinks}; most goes to {place:sink} in layer {sink_layer}, head {sink_head}: ' +
          '{sink_share%}.',
        when: 'sinks',
      },
      {
        says:
          'A patch with {sink_line%} or more would be marked as a sink. On this picture no head ' +
          'of this model has one.',
        when: 'no_sinks',
      },
      {
        says:
          'Large models also make some patches on plain ground [outliers|outlier token]: they ' +
          'write over what the patch showed and keep there what belongs to no place (Darcet et ' +
          'al. 2024).',
      },
      {
        says:
          'Here no patch is one: the longest has {ratio} times the median length, after layer ' +
          '{longest}, and an outlier over {outlier} times.',
        when: 'no_outliers',
        lights: 'lengths',
      },
      {
        says:
          'Here there are {outliers}: the longest has {ratio} times the median length, after ' +
          'layer {longest}.',
        when: 'outliers',
        lights: 'lengths',
      },
      {
        says:
          'A [register] is a token that is given to the model for this, in training. This model ' +
          'has {registers}. Patches then keep what they show, and maps are clean.',
        when: 'registers',
      },
      {
        says:
          'A [register] is a token that is given to a model for this, in training; this one has ' +
          'none. A [test-time register] does the same in a model that is trained already (Jiang ' +
          'et al. 2025).',
        when: '!registers',
      },
    ],
    tries: [
      {
        label: 'Figures of this head',
        screen: 'heads',
        show: {heads: 'statistics', layer: true, head: true},
        light: '.av-stat-board',
      },
      {
        label: 'Add a register',
        screen: 'heads',
        show: {heads: 'statistics'},
        light: '.av-stat-norms',
        when: 'outliers',
      },
    ],
  },
  {
    id: 'teaching',
    title: 'A class from five pictures',
    choices: [],
    parts: [
      {kind: 'picture', id: 'picture', label: 'The picture'},
      {kind: 'strip', id: 'pooled', of: 'pooled', label: 'Its pooled feature'},
      {kind: 'bars', id: 'by_depth', of: 'by_depth', label: 'Its cosine with that, read earlier'},
    ],
    text: [
      {
        says:
          'A model gives one vector for a whole picture, its [pooled feature]: here of the ' +
          '{word:readout}, {pooled_numbers} numbers.',
        lights: 'pooled',
      },
      {
        says:
          'Pictures of one kind have pooled features that point similar ways. So a new class ' +
          'needs no training of the model: a [linear head] on this vector is enough.',
      },
      {
        says:
          'For {classes} classes of {each} pictures each, that is {head_numbers} numbers to find ' +
          'from {examples} pictures. The {parameters} weights of the model stay as they are.',
      },
      {
        says:
          'Many heads fit so few pictures without a mistake. Which one to take, and after which ' +
          'layer to read, is decided on pictures [held out]: each photograph is left aside once, ' +
          'with all its crops, and judged by a head that has not seen it.',
        lights: 'by_depth',
      },
      {
        says:
          'Crops of one photograph must go together. With one of them left in, the head knows the ' +
          'photograph, not the kind.',
      },
      {
        says:
          'A head gives one of its classes to every picture, also to one of something else. ' +
          'Whether it is none of these shows in the distance: is the picture as near to the ' +
          'taught ones as they are to each other? With few pictures that often cannot be said.',
      },
    ],
    tries: [
      {label: 'Teach classes of your own', screen: 'teach', light: '.av-teach'},
      {
        label: 'Look at the features',
        screen: 'explore',
        show: {method: 'features', feature: 'colours'},
        light: '.av-explore .av-film',
      },
    ],
  },
];
