// Which class a model names: one that can give several answers names none that is too unlikely.
import {limits} from './limits.js';

/** The answer of a model that can give several where none of them is likely enough. */
export const NONE = 'none of these';

/** Whether a class of this probability is named, by a model that can give `several` answers or not. */
export const isPresent = (p, several) => !several || p >= limits.present;
