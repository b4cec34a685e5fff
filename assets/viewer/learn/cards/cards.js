// The cards in their order.
import {BLOCK_CARDS} from './cards_block.js';
import {PICTURE_CARDS} from './cards_picture.js';
import {WHOLE_CARDS} from './cards_whole.js';

export const CARDS = [...PICTURE_CARDS, ...BLOCK_CARDS, ...WHOLE_CARDS];
