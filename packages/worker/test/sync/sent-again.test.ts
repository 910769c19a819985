import { beforeEach, describe, expect, it } from '@jest/globals';
import { type EngineWorld, engineWorld, transient } from '../support/engine-world.ts';

let world: EngineWorld;
let inbox: string;

beforeEach(() => {
  world = engineWorld();
  inbox = world.mailbox().addFolder('Inbox');
});

const deliver = (attachments: readonly { name: string; text: string }[] = []) =>
  world.mailbox().deliver(inbox, { searchKey: 'a', subject: 's', body: 'b', attachments });

/** The attribute of each document in the index, by title. */
const versions = () =>
  Object.fromEntries(
    [...world.index.documents.values()].map(({ title, attributes }) => [
      title,
      attributes.find(({ name }) => name === '_version')?.value.value,
    ]),
  );

/** The index takes the documents of a message and reports that it failed. */
const failPuts = () => {
  world.fault = (operation) => (operation === 'put-lost' ? transient('index.InternalError') : undefined);
};

describe('a document that is sent again because it failed', () => {
  it('differs from what was sent before each time, with those of its attachments', async () => {
    deliver([{ name: 'a.txt', text: 'text' }]);
    failPuts();
    const seen: (string | undefined)[] = [];
    for (let run = 0; run < 3; run += 1) {
      await world.run();
      const { s, 'a.txt': attachment } = versions();
      expect(attachment).toBe(s);
      seen.push(s as string | undefined);
    }
    expect(seen[0]).toBeUndefined();
    expect(new Set(seen).size).toBe(3);
  });

  it('is taken for unchanged once it is in', async () => {
    deliver();
    failPuts();
    await world.run();
    world.fault = undefined;
    await world.run();
    const { s: version } = versions();
    expect(version).toBeDefined();
    await world.run();
    expect(world.index.puts).toHaveLength(2);
    expect(versions()).toEqual({ s: version });
  });
});

describe('a document that was never sent before', () => {
  it('carries no mark of that, although its message could not be read at first', async () => {
    const item = deliver();
    world.fault = (operation, id) => (operation === 'fetchMessage' && id === item ? transient() : undefined);
    await world.run();
    expect(world.index.documents.size).toBe(0);
    world.fault = undefined;
    await world.run();
    expect(versions()).toEqual({ s: undefined });
  });
});
