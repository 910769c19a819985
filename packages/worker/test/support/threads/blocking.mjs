import { parentPort } from 'node:worker_threads';

/** A sync thread that a run blocks for ever, as a parser in an endless loop does. */
parentPort.on('message', ({ type, settings, mode }) => {
  if (type !== 'run') return;
  const mailboxes = settings.exchangePrimarySmtpAddress;
  parentPort.postMessage({ type: 'events', events: [{ type: 'run-started', mode, mailboxes, stores: [] }] });
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
