// The sinks that a rollout of the laboratory has, or leaves out.
import {sinksIn} from '../../record/sinks.js';

/** Those of its layers, and of its head where that is one alone. */
export const sinksOfLab = ({inquiry: {record}, knobs: {start, fusion, head}}) =>
  sinksIn(record, start, Infinity).filter(one => fusion !== 'head' || one.head === head);
