import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pinned } from '../processes/pinned.ts';
import type { Answered, Asked, ServerCommands, ServerOptions } from './protocol.ts';

const mainFile = fileURLToPath(new URL('./main.ts', import.meta.url));

/** The servers of a scenario, in a process of their own. */
export interface ServerProcess {
  ask<Command extends keyof ServerCommands>(
    command: Command,
    ...input: ServerCommands[Command]['input'] extends undefined ? [] : [ServerCommands[Command]['input']]
  ): Promise<ServerCommands[Command]['output']>;
  /** Ends the process. */
  close(): Promise<void>;
}

/** @param core that the process is kept on; any without it */
export async function startServers(options: ServerOptions, core?: number): Promise<ServerProcess> {
  const [command, args] = pinned(core, ['--import', 'tsx', mainFile, JSON.stringify(options)]);
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const waiting = new Map<number, (answered: Answered) => void>();
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  child.on('message', (answered: Answered) => {
    waiting.get(answered.id)?.(answered);
    waiting.delete(answered.id);
  });
  let last = 0;
  const answerTo = (id: number): Promise<unknown> =>
    new Promise((resolve, reject) => {
      waiting.set(id, (answered) => {
        if ('error' in answered) reject(new Error(answered.error));
        else resolve(answered.output);
      });
      ended.then(() => reject(new Error('the servers ended before they answered')));
    });
  await answerTo(0);
  return {
    ask: async (asked, ...[input]) => {
      last += 1;
      const answered = answerTo(last);
      child.send({ id: last, command: asked, input } satisfies Asked);
      return (await answered) as never;
    },
    close: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
