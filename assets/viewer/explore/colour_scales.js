// Scales of maps whose colours are no scale: the bar says what the colours are.
import {percent} from '../record/figures.js';

/** What each of three components does to a colour. */
export const CHANNELS = {
  oklab: ['green–red', 'blue–yellow', 'lightness'],
  rgb: ['red', 'green', 'blue'],
};

/** A bar without ticks. */
export const plainScale = () => ({
  kind: 'channels',
  unit: () => 0,
  ticks: [],
  top: Infinity,
  topText: '',
  unitText: '',
  uniformAt: null,
});

/** The bar gives the share of what differs that each of three components holds. */
export function channelScale(shares, coding) {
  const ticks = CHANNELS[coding].map((name, i) => ({
    at: i / 2,
    text: `${name} ${percent(shares[i])}`,
  }));
  return {...plainScale(), ticks};
}
