// Written by app.wire.write_contract from app/wire/forms_explore.py: change it there.

/** @import {PatchSize, Prediction} from './replies_view.js' */
/** @typedef {{head: string, text: string}} Note */
/** @typedef {{key: string, text: string}} Offer */
/** @typedef {{text: string, key: string, back: string}} Because */
/** @typedef {{fraction: number, text: string}} Download */
/**
 * @typedef {{top: Prediction[], kind: 'softmax' | 'sigmoid' | 'none', verdict: string | null,
 * facts: string, details: string[], origin: string[], nameable: boolean, note: Note | null, offer:
 * Offer | null, because: Because | null, error: string | null, notice: string | null, progress?:
 * Download | null, serial?: number}} Answer
 */
/**
 * @typedef {{sizes: PatchSize[], patch: number, multiply_adds: number, milliseconds: number}}
 * PatchControl
 */
/**
 * @typedef {{index: number, name: string, label: string, kind: string, token?: string}} StripItem
 */
/** @typedef {{items: StripItem[], chosen: number}} Strip */
/** @typedef {{key: string, title: string, megabytes: number, group: string}} CheckpointChoice */

export {};
