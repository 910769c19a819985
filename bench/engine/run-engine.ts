import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { EngineResult } from './engine-result.ts';

const mainFile = fileURLToPath(new URL('./main.ts', import.meta.url));

/** MB of each half of V8's young generation: so much can be allocated before anything is collected. */
const youngMb = 1_024;

/** Runs the engine over so many messages in a process of its own. */
export async function runEngine(messages: number, bodyBytes: number, nodeArgs: readonly string[] = []) {
  const args = [...nodeArgs, '--import', 'tsx', mainFile, String(messages), String(bodyBytes)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as EngineResult;
}

/**
 * Bytes that the engine allocates for a message: the difference of two runs, so that what is allocated once is in none of it.
 * Nothing is collected meanwhile, and code is compiled where it runs, so that it is a count and no estimate: beside it, when
 * compiled code comes would depend on what else the machine does, and it allocates a tenth less.
 * @throws Error when something was collected all the same
 */
export async function allocatedPerMessage(messages: number, bodyBytes: number): Promise<number> {
  const args = [
    '--expose-gc',
    '--no-concurrent-recompilation',
    `--min-semi-space-size=${youngMb}`,
    `--max-semi-space-size=${youngMb}`,
  ];
  const few = await runEngine(messages, bodyBytes, args);
  const many = await runEngine(2 * messages, bodyBytes, args);
  for (const { collections } of [few, many]) {
    if (collections > 0) throw new Error(`${collections} collections came between: measure fewer messages`);
  }
  return (many.allocatedBytes - few.allocatedBytes) / messages;
}
