// The cards in their order.
import {ADDED_CARDS} from './cards_added.js';
import {ATTENTION_CARDS} from './cards_attention.js';
import {BLOCK_CARD, NORM_CARD} from './cards_block.js';
import {FEATURE_CARDS} from './cards_features.js';
import {PICTURE_CARDS} from './cards_picture.js';
import {WHOLE_CARDS} from './cards_whole.js';

/** @type {import('./form.js').Card[]} */
export const CARDS = [
  ...PICTURE_CARDS,
  ...ADDED_CARDS,
  BLOCK_CARD,
  ...ATTENTION_CARDS,
  NORM_CARD,
  ...WHOLE_CARDS,
  ...FEATURE_CARDS,
];
