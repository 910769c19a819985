import { parentPort, threadId, workerData } from 'node:worker_threads';

/** A sync thread whose run tells which thread of which process it is in. */
parentPort.on('message', ({ type }) => {
  if (type !== 'run') return;
  const event = { type: 'warning', code: workerData.processId, message: `thread ${threadId}` };
  parentPort.postMessage({ type: 'events', events: [event] });
  parentPort.postMessage({ type: 'finished', summary: {} });
});
