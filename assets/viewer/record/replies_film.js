// Written by app.wire.write_contract from app/wire/forms_film.py: change it there.

/** @typedef {{clip: string}} FilmName */
/** @typedef {{index: number, seconds: number}} FilmFrame */
/**
 * @typedef {{clip: string, title: string, frames: FilmFrame[], kept: number, read: number, longer:
 * boolean, size: [number, number], done: number, known: boolean, rows: number, cols: number,
 * tokens: number, input: [number, number], source: [number, number], crop: [number, number, number,
 * number], shape: [number, number], facet_layer: number, milliseconds: number, bytes: number, note:
 * string | null}} FilmFacts
 */
/** @typedef {{done: number}} FilmDone */
/**
 * @typedef {{places: number[], cosines: number[], lost: boolean[], truth: ([number, number] |
 * null)[] | null, error: number | null}} FilmWay
 */

export {};
