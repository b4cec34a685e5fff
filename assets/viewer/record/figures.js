// Numbers as text.

/** A share in percent; `write` gives the digits of the figure in percent. */
export const percent = (share, write = coarse) => `${write(share * 100)} %`;

/** 12.3 %, 4.05 %: a share in three figures. */
export const preciseShare = share => percent(share, precise);

/** 12, 4.1: one place below ten. */
export const coarse = value => value.toFixed(value < 9.95 ? 1 : 0);

/** 12.3: always one place. */
export const tenths = value => value.toFixed(1);

/** 12: no place. */
export const whole = value => String(Math.round(value));

/** 12.3, 4.05, .312, <.01: three figures, with a sign where it is below zero. */
export function precise(value) {
  const size = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (!size) return '0';
  if (size < 0.00995) return `${sign}<.01`;
  return `${sign}${size.toPrecision(3).replace(/^0/, '')}`;
}

/** One value: three digits and a tilde from float16, all that float32 holds from the server. */
export function figure(value, exact) {
  if (exact) return `${+value.toPrecision(6)}`;
  const tiny = value !== 0 && Math.abs(value) < 0.001;
  return `~${tiny ? value.toExponential(1) : value.toPrecision(3)}`;
}
