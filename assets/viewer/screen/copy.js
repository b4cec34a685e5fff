// Copying a text, and what takes its place where the browser denies that, as over plain HTTP or in
// a frame of another site: the text stands selected in a field.

/** What is said then. */
export const BY_HAND =
  'This browser lets the page copy nothing. It is selected here: copy it by hand.';

/**
 * Copies a text, or selects it in a field, which is shown.
 * @param {string} text
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 * @returns {Promise<boolean>} whether it was copied
 */
export async function copy(text, field) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    field.value = text;
    field.hidden = false;
    field.focus();
    field.select();
    return false;
  }
}
