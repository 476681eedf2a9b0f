import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

/** Collects what preparations left behind, so that a measurement pays for its own garbage alone. */
export const settleHeap = () => {
  gc();
  gc();
};
