// Modules come in files of many. In a file a module is a function that fills in its exports; it is
// called once, when the module is first needed.

/**
 * @param {Record<string, string[]>} files that hold the modules of a folder, by the folder's name;
 *   the file of a folder defines those of its subfolders too, unless these stand here as well
 * @param {string} address of the file that the others lie beside
 */
export function loader(files, address) {
  /** @type {Map<string, (exports: object) => void>} */ const defined = new Map();
  /** @type {Map<string, any>} */ const evaluated = new Map();

  function define(name, fill) {
    if (!defined.has(name)) defined.set(name, fill);
  }

  /** A module that is here, with all that it imports. */
  function need(name) {
    if (!evaluated.has(name)) {
      const exports = {};
      defined.get(name)(exports);
      evaluated.set(name, exports);
    }
    return evaluated.get(name);
  }

  /** The files of the folder that a module lies in, the deepest one that has files. */
  function filesOf(name) {
    const folder = Object.keys(files)
      .filter(one => name.startsWith(`${one}/`))
      .sort((a, b) => b.length - a.length)[0];
    return files[folder] ?? [];
  }

  /** A module, whose files are fetched where they are not here yet. */
  async function load(name) {
    if (!defined.has(name)) {
      await Promise.all(filesOf(name).map(file => import(new URL(file, address).href)));
    }
    return need(name);
  }

  return {define, need, load};
}
