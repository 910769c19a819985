import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { startQBusiness } from '@connector/sandbox';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMemoryStateStore, createMemorySyncJobStore } from '../../src/memory/index.ts';
import { createQBusinessIndex } from '../../src/qbusiness/index.ts';
import { useAwsEndpoint } from '../support/aws-endpoint.ts';
import { owner } from '../support/engine-world.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { memorySource, TestMailbox, type TestMessage } from '../support/memory-source.ts';
import { oneRun } from '../support/one-run.ts';

const ids = { applicationId: 'a'.repeat(36), indexId: 'b'.repeat(36), dataSourceId: 'c'.repeat(36) };

/** A document as its JSON says it, on the wire. */
interface WireDocument {
  readonly accessConfiguration?: { readonly accessControls?: readonly { readonly principals?: readonly unknown[] }[] };
}

/** Signed by the SDK for the service behind. */
function passedOn(headers: IncomingHttpHeaders): Record<string, string> {
  const passed = ['authorization', 'content-type', 'x-amz-date', 'x-amz-content-sha256'];
  return Object.fromEntries(
    passed.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  );
}

/** Stands on the wire before a service and keeps the documents of every request that puts some. */
async function listener(target: string) {
  const documents: WireDocument[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const { documents: sent } = body === '' ? {} : JSON.parse(body);
    if (request.url?.endsWith('/documents')) documents.push(...(sent ?? []));
    const answer = await fetch(new URL(request.url ?? '/', target), {
      method: request.method ?? 'GET',
      headers: passedOn(request.headers),
      ...(body === '' ? {} : { body }),
    });
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    documents,
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}

const anyText = fc.string({ unit: 'grapheme', maxLength: 20 });
const anyMessage: fc.Arbitrary<TestMessage> = fc.record({
  searchKey: fc.uuid(),
  subject: anyText,
  body: anyText,
  attachments: fc.array(fc.record({ name: fc.constantFrom('a.txt', '', 'b.html'), text: anyText }), { maxLength: 2 }),
});

describe('Rule 4: no document leaves the process without at least one principal who may see it', () => {
  it('whatever the messages are, every document on the wire allows the owner and nobody else', async () => {
    const service = await startQBusiness({ ids });
    const wire = await listener(service.url);
    useAwsEndpoint('QBUSINESS', wire.url);
    const mailbox = new TestMailbox();
    const inbox = mailbox.addFolder('Inbox');
    for (const message of fc.sample(anyMessage, { numRuns: 60, seed: 7 })) mailbox.deliver(inbox, message);
    const index = createQBusinessIndex({
      target: ids,
      documentBatchSize: 10,
      participantId: 'w0',
      jobs: createMemorySyncJobStore(),
      wantedFields: [],
      clock: createManualClock(),
      emit: () => {},
    });

    const source = memorySource(new Map([[`${owner}/primary`, mailbox]]), { pageSize: 512, messageBatchSize: 10 });
    const { counts } = await oneRun({ source, index, state: createMemoryStateStore() });

    expect(counts.indexed).toBe(60);
    expect(wire.documents.length).toBeGreaterThan(60);
    for (const { accessConfiguration } of wire.documents) {
      expect(accessConfiguration).toEqual({
        memberRelation: 'OR',
        accessControls: [
          { memberRelation: 'OR', principals: [{ user: { id: owner, access: 'ALLOW', membershipType: 'INDEX' } }] },
        ],
      });
    }
    await index.close();
    await wire.close();
    await service.close();
  });
});
