import {
  createWorld,
  type ExchangeOptions,
  type ExchangeStandIn,
  populate,
  type Sandbox,
  startExchange,
  startSandbox,
} from '@connector/sandbox';
import { type InProcessWorker, startWorkerInProcess } from './worker-in-process.ts';

/**
 * The real sync thread, as it is bundled, over the stand-ins, under a worker whose clock and signals belong to the test: nothing
 * is waited for. A service account instead of Entra ID, whose certificate authority only a new process can be made to trust.
 */
export interface WorkerOverMail {
  readonly sandbox: Sandbox;
  readonly exchange: ExchangeStandIn;
  start(options?: { readonly once?: boolean; readonly env?: Readonly<Record<string, string>> }): InProcessWorker;
  /** Ends the workers and the services, and gives the process its environment back. */
  close(): Promise<void>;
}

const threadFile = new URL('../../dist/sync-thread.mjs', import.meta.url);
const account = { username: 'svc', password: 'pass' };

export async function workerOverMail({
  mailboxes,
  messages,
  ...exchangeOptions
}: { readonly mailboxes: number; readonly messages: number } & Pick<
  ExchangeOptions,
  'latencyMs' | 'onExchange'
>): Promise<WorkerOverMail> {
  const before = { ...process.env };
  const world = await createWorld({ seed: 11 });
  populate(world, { mailboxes, messages });
  const sandbox = await startSandbox({ world, api: 'ews' });
  await sandbox.writeParameters();
  const exchange = await startExchange({ world, authentication: { basic: account }, ...exchangeOptions });
  const signIn = {
    EXCHANGE_AUTH: 'basic',
    EXCHANGE_USERNAME: account.username,
    EXCHANGE_PASSWORD: account.password,
    EXCHANGE_EWS_URL: exchange.ewsUrl,
  };
  const workers: InProcessWorker[] = [];
  return {
    sandbox,
    exchange,
    start: ({ once = false, env = {} } = {}) => {
      // The AWS SDK reads the environment of the process, and so does the sync thread.
      Object.assign(process.env, sandbox.environment());
      const worker = startWorkerInProcess({
        once,
        thread: threadFile,
        env: { ...sandbox.environment(), ...signIn, ...env },
      });
      workers.push(worker);
      return worker;
    },
    close: async () => {
      for (const worker of workers) await worker.close();
      await exchange.close();
      await sandbox.close();
      for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
      Object.assign(process.env, before);
    },
  };
}
