import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import { withoutLog } from '../../src/runtime/aws-service.ts';

/** A client that reaches nobody, and the commands that it logs. How it finds its settings it tells as well. */
function loggingClient() {
  const logged: unknown[] = [];
  const log = (entry: unknown) => {
    if (typeof entry === 'object' && entry !== null && 'commandName' in entry) logged.push(entry.commandName);
  };
  const client = new DynamoDBClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'key', secretAccessKey: 'unused' },
    maxAttempts: 1,
    logger: { trace: log, debug: log, info: log, warn: log, error: log },
    requestHandler: { handle: () => Promise.reject(new Error('nobody answers')) },
  });
  return { client, logged };
}

describe('a client of AWS', () => {
  it('makes no record of what it sends', async () => {
    const { client, logged } = loggingClient();
    await expect(withoutLog(client).send(new ListTablesCommand({}))).rejects.toThrow('nobody answers');
    expect(logged).toEqual([]);
  });

  it('would make one otherwise', async () => {
    const { client, logged } = loggingClient();
    await expect(client.send(new ListTablesCommand({}))).rejects.toThrow('nobody answers');
    expect(logged).toEqual(['ListTablesCommand']);
  });
});
