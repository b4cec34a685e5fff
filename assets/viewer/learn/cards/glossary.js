// The terms of the field, each in a sentence or two.

export const GLOSSARY = {
  activation:
    'A bent function applied to each number alone, here mostly GELU. Without it two linear ' +
    'layers would be one.',
  attention:
    'How much each token takes from every other: one weight for each pair, the weights of a row' +
    ' sum to 1.',
  block:
    'Attention and an MLP, each with a norm and a residual sum. A layer of the model is one ' +
    'block.',
  'class token':
    'A token that belongs to no patch. It starts as the same learned vector for every picture; ' +
    'in many models the answer is read from it.',
  classifier: 'The last linear layer: from one vector to one number for each class.',
  concatenation: 'Putting vectors side by side to make one longer vector.',
  context:
    'What a head gathers for a token: the values of all tokens, weighted by attention and ' +
    'summed.',
  'dot product':
    'Two vectors multiplied number by number, and the products added up. Large where both point' +
    ' the same way and are long.',
  flattening: 'Writing the numbers of a square out in one row.',
  head: 'One of several attentions of a layer, with queries, keys and values of its own.',
  'held out':
    'Left aside while something is learned or chosen, so that it can be judged on what it has' +
    ' not seen.',
  key: 'A token’s vector that the queries of others are compared with.',
  LayerNorm:
    'Subtracts the mean of a token’s numbers, divides by their deviation, then applies a ' +
    'learned scale and shift (Ba et al. 2016).',
  LayerScale:
    'A learned factor for each number of a branch before it is added (Touvron et al. 2021).',
  'linear head': 'A classifier of one linear layer on a feature that stays as it is.',
  'linear projection':
    'A matrix times a vector: every output is a weighted sum of all inputs, with a bias added.',
  logit: 'A class’s number before softmax or sigmoid turns it into a probability.',
  MLP: 'Two linear layers with an activation between them, applied to each token alone.',
  'multiply-adds':
    'Multiplications with an addition each, of the matrix products alone: the usual measure of ' +
    'cost.',
  norm: 'A layer that brings the numbers of a token to a common size: LayerNorm or RMSNorm.',
  'outlier token':
    'A patch whose token is many times as long as the others of its layer, here over 3 times ' +
    'their median. Its vector holds something of the whole picture (Darcet et al. 2024).',
  patch: 'A square of p × p pixels of the model’s input.',
  'pooled feature':
    'The one vector that a model gives for a whole picture: its class token, or the mean of ' +
    'its patches.',
  'position embedding':
    'A vector for each place of the grid, added to the token of the patch there.',
  'prefix token':
    'A token in front of the patches: the class token, a distillation token, registers.',
  'principal axis':
    'The direction in which vectors differ most from their mean; the second is that in which ' +
    'the rest differs most, and so on.',
  query: 'A token’s vector that is compared with the keys of all tokens.',
  register:
    'A prefix token that nothing reads. Models use it to store what belongs to no place (Darcet' +
    ' et al. 2024).',
  'residual sum':
    'What a branch computes is added to what entered it. The running sum is the residual ' +
    'stream.',
  RMSNorm:
    'Divides a token’s numbers by the root of their mean square, then applies a learned scale. ' +
    'It subtracts no mean.',
  rollout:
    'The product of all layers’ attention, each mixed with the identity: how attention could ' +
    'carry a patch to the output (Abnar and Zuidema 2020).',
  'rotary positions':
    'Queries and keys are turned by an angle that depends on their place, so that a score ' +
    'depends on where both lie (Su et al. 2021).',
  'self-supervision':
    'Training without labels: the task is made from the pictures alone, as to give alike ' +
    'vectors for two crops of one picture.',
  sink:
    'A token that takes much of the attention of nearly all queries, whatever they are (Xiao ' +
    'et al. 2024).',
  'sinusoidal positions':
    'Position embeddings that are not learned: sines and cosines of row and column at several ' +
    'frequencies (Vaswani et al. 2017).',
  softmax:
    'Turns any numbers into positive ones that sum to 1: e to the power of each, divided by ' +
    'their sum.',
  'test-time register':
    'A token added to a trained model, which takes over from the neurons that write outlier ' +
    'tokens (Jiang et al. 2025).',
  token:
    'One vector of the hidden width: a patch, or a prefix token. All tokens go through the same' +
    ' layers.',
  Transformer:
    'A network of blocks in which tokens exchange what they hold by attention (Vaswani et al. ' +
    '2017); on patches of pictures: a Vision Transformer (Dosovitskiy et al. 2020).',
  value: 'What a token hands on to those that attend to it.',
};

/** The name of a term's entry; the case of the letters does not matter. */
export function entryOf(term) {
  const wanted = term.toLowerCase();
  return Object.keys(GLOSSARY).find(name => name.toLowerCase() === wanted);
}
