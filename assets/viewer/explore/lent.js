// The model's answer to the first example, as the page's HTML brings it: it is shown until Gradio
// brings the page's own.

/** @type {import('../record/replies.js').Answer | null} */ let answer = null;

export function lend(value) {
  answer = value;
}

export const lentAnswer = () => answer;
