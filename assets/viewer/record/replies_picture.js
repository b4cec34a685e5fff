// Written by app.wire.write_contract from app/wire/forms_picture.py: change it there.

/** @typedef {{kind: string, seed: number, names: string[]}} SceneFacts */
/**
 * @typedef {{sentence: string, other: 'auto' | 'stored' | 'stretched' | null, offer: string |
 * null}} LevelFacts
 */
/** @typedef {{file: string}} SentFile */
/** @typedef {{born: string, known: boolean}} SignOfLife */
/** @typedef {{digits: string, label: string}} VisitPicture */

export {};
