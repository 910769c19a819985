import { parentPort } from 'node:worker_threads';

/** A sync thread that a run kills. */
parentPort.on('message', ({ type }) => {
  if (type === 'run') throw new Error('out of memory, or the like');
});
