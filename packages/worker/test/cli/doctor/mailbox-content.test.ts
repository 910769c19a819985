import {
  type ChangeableWorld,
  createWorld,
  type GraphStandIn,
  startGraph,
  type TestableMailbox,
} from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { graphPermission } from '../../../src/cli/doctor/graph-permission.ts';
import { askMailboxes } from '../../../src/cli/doctor/mailbox-checks.ts';
import { createGraphSource } from '../../../src/graph/index.ts';
import type { MailSource } from '../../../src/sync/ports/index.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const address = 'ann@contoso.example';
const enough = new AbortController().signal;
let world: ChangeableWorld;
let mailbox: TestableMailbox;
let graph: GraphStandIn;
let source: MailSource;
let roles: readonly string[];

beforeEach(async () => {
  roles = ['Mail.Read'];
  world = await createWorld({ seed: 3 });
  mailbox = world.addMailbox(address);
  graph = await startGraph({ world, readToken: async () => ({ roles }) });
  const signIn = { authorization: async () => 'Bearer good', close: () => {} };
  source = createGraphSource({
    graphUrl: graph.graphUrl,
    signIn,
    clock: createManualClock(),
    emit: () => {},
    version: '1.0',
  });
});

afterEach(async () => {
  await source.close();
  await graph.close();
});

const ask = () =>
  askMailboxes({ source, store: 'primary', addresses: [address], showAddresses: false, limitMs: 60_000, enough });
const deliver = (name: string) => mailbox.primary.deliver(mailbox.primary.wellKnown(name)?.id ?? '');

describe('a mailbox that the doctor looks at', () => {
  it.each(['inbox', 'sentitems'])('is in order when a message of its %s can be read', async (folder) => {
    deliver(folder);
    expect(await ask()).toMatchObject([
      { status: 'pass', finding: expect.stringMatching(/and a message$/), code: undefined },
    ]);
  });

  it('without a message is in order when its folders can be listed', async () => {
    expect(await ask()).toMatchObject([{ status: 'pass', finding: expect.stringContaining('no message to try') }]);
  });

  it('lacks the permission when it lists its messages and gives none of them', async () => {
    deliver('inbox');
    roles = ['Mail.ReadBasic.All'];
    const outcomes = await ask();
    expect(outcomes).toMatchObject([
      {
        status: 'fail',
        code: 'ErrorAccessDenied',
        finding: expect.stringContaining('its folders could be read, and no message'),
        remedy: expect.stringContaining('Give the application Mail.Read'),
      },
    ]);
    expect(graphPermission(outcomes)).toMatchObject({ status: 'fail' });
  });

  it('is in order when one message alone cannot be read', async () => {
    deliver('inbox');
    const effect = { kind: 'error', status: 500, code: 'ErrorCorruptData' } as const;
    graph.faults.add({ operation: 'GetMessage', effect });
    expect(await ask()).toMatchObject([
      { status: 'pass', finding: expect.stringContaining('ErrorCorruptData'), code: undefined },
    ]);
  });
});
