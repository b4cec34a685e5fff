// A file of the server, saved by the browser.

const KEPT = 1000; // ms until the blob is released

/**
 * Saves a reply under the name in its headers, else as `file`.
 * @param {Response} reply
 * @param {string} file
 * @returns {Promise<string>} the name
 */
export async function download(reply, file) {
  const disposition = reply.headers.get('content-disposition') ?? '';
  const name = /filename="?([^";]+)/.exec(disposition)?.[1] ?? file;
  const link = document.createElement('a');
  const url = URL.createObjectURL(await reply.blob());
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT);
  return name;
}
