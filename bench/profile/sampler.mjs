import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

/**
 * Takes profiles of the thread that it is loaded in (`--import`) and writes one every few seconds into the folder that
 * PROFILE_FOLDER names: the sync thread is ended from outside, so that a profile which is written at its end never is.
 */
const folder = process.env['PROFILE_FOLDER'];
const everyMs = 4_000;
const intervalUs = 500;
const sampledBytes = 32_768;

if (folder !== undefined) {
  const session = new Session();
  session.connect();
  const thread = isMainThread ? 'main' : 'sync';
  const begin = () => {
    session.post('Profiler.start');
    // What is collected again was allocated all the same.
    session.post('HeapProfiler.startSampling', {
      samplingInterval: sampledBytes,
      includeObjectsCollectedByMajorGC: true,
      includeObjectsCollectedByMinorGC: true,
    });
  };
  let part = 0;
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: intervalUs });
  session.post('HeapProfiler.enable');
  begin();
  const rotate = () => {
    part += 1;
    const write = (kind) => (error, result) => {
      if (error === null) writeFileSync(join(folder, `${kind}-${thread}-${part}.json`), JSON.stringify(result.profile));
    };
    session.post('Profiler.stop', write('cpu'));
    session.post('HeapProfiler.stopSampling', write('heap'));
    begin();
  };
  setInterval(rotate, everyMs).unref();
  process.on('exit', rotate);
}
