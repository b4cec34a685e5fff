// Written by app.wire.write_contract from app/wire/forms_teach.py: change it there.

/** @typedef {{id: string, name: string, group: string, size: [number, number]}} TeachPicture */
/** @typedef {{name: string, pictures: string[]}} TeachClass */
/** @typedef {{depth: number, loss: number | null}} DepthLoss */
/** @typedef {{id: string, truth: number, named: number, p: number}} WrongPicture */
/**
 * @typedef {{checkpoint: string, title: string, base: string, way: 'auto' | 'linear' |
 * 'prototypes', shrinkage: number | null, depth: number, blocks: number, losses: DepthLoss[],
 * by_view: boolean, classes: TeachClass[], photographs: number[], right: number, judged: number,
 * low: number, high: number, chance: number, tells: boolean, confusion: number[][], wrong:
 * WrongPicture[], compared: TeachStrangers | null}} TeachReport
 */
/**
 * @typedef {{own: number[], other: number[], names: string[], line: number | null, rejected:
 * number, let_in: number, reason: string | null}} TeachStrangers
 */
/**
 * @typedef {{classes: TeachClass[], pictures: TeachPicture[], taught: TeachReport[]}} TeachState
 */

export {};
