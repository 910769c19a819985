import { type BenchServers, startBenchServers } from './bench-servers.ts';
import type { Answered, Asked, ServerOptions } from './protocol.ts';

/** The servers of a scenario as a process of their own. Its options are its argument; it is asked through its channel. */
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

// A row of the table would keep alive the eight kB that its buffer was cut out of: a million of them would not fit into memory.
Buffer.poolSize = 0;

const servers = await startBenchServers(JSON.parse(process.argv[2] ?? '{}') as ServerOptions);
process.on('message', (asked: Asked) => {
  answer(servers, asked).then((answered) => process.send?.(answered));
});
process.on('disconnect', () => process.exit());
process.send?.({ id: 0, output: 'ready' } satisfies Answered);

async function answer({ run }: BenchServers, { id, command, input }: Asked): Promise<Answered> {
  try {
    return { id, output: await run(command, input as never) };
  } catch (thrown) {
    return { id, error: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) };
  }
}
