import { readFileSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { deserialize } from 'node:v8';
import type { RecordedRequest, Recording } from '../servers/recording.ts';

/**
 * The null connector: sends the requests that the worker sent to Exchange and to the index, and reads the answers to their ends.
 * It parses and builds nothing; what it takes is what moving the bytes costs. Its state is nowhere: it has none.
 * Usage: main.ts <recording> <address of Exchange> <address of the index>. Prints CPU and elapsed milliseconds as JSON.
 */
const [file = '', exchange = '', index = ''] = process.argv.slice(2);
const { requests } = deserialize(readFileSync(file)) as Recording;
const targets = { exchange, index };
const agents = { exchange: new Agent({ keepAlive: true }), index: new Agent({ keepAlive: true }) };

const before = process.cpuUsage();
const begun = performance.now();
let bytes = 0;
for (const request of requests) bytes += await send(request);
const { user, system } = process.cpuUsage(before);
const result = {
  cpuMs: (user + system) / 1000,
  elapsedMs: performance.now() - begun,
  bytes,
  requests: requests.length,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
for (const agent of Object.values(agents)) agent.destroy();

function send({ service, method, path, headers, body }: RecordedRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      `${targets[service]}${path}`,
      { method, agent: agents[service], headers: { ...headers, 'content-length': String(body.byteLength) } },
      (incoming) => {
        let read = body.byteLength;
        incoming.on('data', (chunk: Buffer) => {
          read += chunk.byteLength;
        });
        incoming.on('end', () => {
          if (incoming.statusCode === 200) resolve(read);
          else reject(new Error(`${method} ${path} was answered with ${incoming.statusCode}`));
        });
        incoming.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
