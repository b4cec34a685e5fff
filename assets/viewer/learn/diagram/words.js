// The name of each step of the architecture diagram, what it does, and where a click leads.
import {count} from '../../record/figures.js';
import {TITLES as SCREENS} from '../../state/screens.js';

const product = shape => shape.join(' × ');

/** Letters of a step's shape, in the words of the field. */
const LETTERS = {
  picture: 'channels × height × width',
  patches: 'P × p · p · 3',
  projection: 'P × D',
  prefix: 'prefix × D',
  positions: 'P × D',
  tokens: 'N × D',
  norm: 'N × D',
  norm2: 'N × D',
  query_key_value: '3 × H × N × K',
  attention: 'H × N × N',
  join: 'N × D',
  mlp: 'N × hidden',
  readout: 'D',
  classifier: 'C',
};

const TITLES = {
  picture: 'Picture',
  patches: 'Patches',
  projection: 'Linear projection',
  tokens: 'Tokens',
  norm: 'Norm',
  norm2: 'Norm',
  query_key_value: 'Query, key, value',
  attention: 'Attention',
  join: 'Join, project',
  mlp: 'MLP',
  classifier: 'Classifier',
};

const SAYS = {
  picture: 'The part of the picture that the model gets: one number for each pixel and colour.',
  patches: 'The picture cut into squares, each laid out as one row of numbers.',
  projection: 'One matrix turns the numbers of every patch into a vector of the width D.',
  positions: 'A vector for each place, added to the patch there.',
  prefix: 'Learned vectors put before the patches; nothing of the picture is in them yet.',
  tokens: 'All vectors together: what the encoder works on.',
  norm: 'Each token is brought to mean 0 and deviation 1, then scaled and shifted as learned.',
  query_key_value: 'Three projections of each token, cut into heads of the width K.',
  attention: 'softmax of query times key over √K: how much each token takes from every other.',
  join: 'The heads side by side again, through one last linear layer, and added to the stream.',
  mlp: 'Two linear layers with a curve between them, for each token alone, added to the stream.',
  readout: 'What the classifier reads of the tokens, after a last norm.',
  classifier: 'One number for each class; softmax or sigmoid makes probabilities of them.',
};

/** Where a click leads: another screen, or a card of this one. */
const LEADS = {
  picture: {screen: 'explore'},
  patches: {screen: 'compare'},
  projection: {card: 'projection'},
  positions: {screen: 'positions'},
  prefix: {card: 'class_token'},
  tokens: {card: 'block'},
  norm: {card: 'layer_norm'},
  query_key_value: {card: 'query_key_value'},
  attention: {screen: 'explore'},
  join: {card: 'heads'},
  mlp: {card: 'block'},
  readout: {card: 'depth'},
  classifier: {screen: 'explain'},
};

const own = step => (step === 'norm2' ? 'norm' : step);

export const leads = step => LEADS[own(step)];

function titleOf(step, facts) {
  if (step === 'prefix') {
    const [first, ...rest] = facts.prefix_names;
    return rest.length ? `${capital(first)} + ${rest.length}` : capital(first);
  }
  if (step === 'positions') return facts.positions === 'sinusoidal' ? 'Sines' : 'Positions';
  return step === 'readout' ? capital(facts.readout) : TITLES[step];
}

export const shapeOf = (step, facts) => product(facts.steps[own(step)]);

/** A step in one sentence, its shape in letters and numbers, and where a click leads. */
export function describe(step, facts) {
  const {screen} = leads(step);
  return {
    step: titleOf(step, facts),
    says: SAYS[own(step)],
    shape: `${LETTERS[step]} = ${shapeOf(step, facts)}`,
    count: learned(step, facts),
    leads: screen ? `opens ${SCREENS[screen]}` : 'opens its card',
  };
}

const IN_A_BLOCK = ['norm', 'norm2', 'query_key_value', 'attention', 'join', 'mlp'];

/** How many numbers of a step were learned. */
function learned(step, {parameters, layers}) {
  const learnt = parameters[step];
  if (!learnt) return 'nothing learned';
  const times = IN_A_BLOCK.includes(step) ? ` × ${layers}` : '';
  return `${count(learnt)} parameters${times}`;
}

const capital = text => text[0].toUpperCase() + text.slice(1);
