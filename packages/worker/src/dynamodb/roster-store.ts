import { DeleteCommand, GetCommand, type GetCommandOutput, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ConnectorError } from '../errors.ts';
import type { Roster, RosterStore } from '../sync/ports/index.ts';
import type { Table } from './client.ts';
import { conditionally, versionIs } from './conditional-write.ts';
import { queryRows } from './query-rows.ts';

const pk = 'roster';
const head = { pk, sk: 'current' };
const partPrefix = 'part|';
/** Bytes of addresses in one row. AWS: Amazon DynamoDB, quotas: 400 kB with names and keys. */
const partBytes = 300_000;
/** Looks at a list that is replaced while it is read. */
const looks = 5;

/** The list without its addresses, which stand in rows of their own. */
interface Head extends Omit<Roster, 'addresses'> {
  readonly parts: number;
}

/**
 * The list of all mailboxes, in the state table. Its addresses are written first, under keys that nobody else writes, and
 * then the row that makes them count: who reads sees one list or the other, and never a mixture.
 */
export function dynamoRosterStore(table: Table): RosterStore {
  const TableName = table.tableName;
  return {
    readRoster: () => readRoster(table),
    replaceRoster: async (expected, { addresses, ...facts }) => {
      const parts = inParts(addresses);
      for (const [number, text] of parts.entries()) {
        const Item = { pk, sk: partKey(facts, number), version: facts.version, addresses: text };
        await table.send(new PutCommand({ TableName, Item }));
      }
      const record: Head = { ...facts, parts: parts.length };
      const Item = { ...head, version: facts.version, record };
      const replaced = await conditionally(table, new PutCommand({ TableName, Item, ...versionIs(expected) }));
      const ours = partsOf(facts);
      // Others of the same version were not fast enough; those of later ones are none of ours.
      await removeParts(table, ({ sk, version }) =>
        replaced ? version <= facts.version && !sk.startsWith(ours) : sk.startsWith(ours),
      );
      return replaced;
    },
    removeRoster: async (expected) => {
      if (!(await conditionally(table, new DeleteCommand({ TableName, Key: head, ...versionIs(expected) }))))
        return false;
      await removeParts(table, ({ version }) => version <= expected);
      return true;
    },
  };
}

type Facts = Pick<Roster, 'version' | 'frozenBy'>;

/** A process writes a version once, and no two processes have one name. */
function partsOf({ version, frozenBy }: Facts): string {
  return `${partPrefix}${version}|${frozenBy}|`;
}

function partKey(facts: Facts, number: number): string {
  return `${partsOf(facts)}${String(number).padStart(6, '0')}`;
}

/** Addresses are ASCII. */
function inParts(addresses: readonly string[]): readonly string[] {
  const parts: string[][] = [];
  let room = 0;
  for (const address of addresses) {
    if (address.length + 1 > room) {
      parts.push([]);
      room = partBytes;
    }
    parts.at(-1)?.push(address);
    room -= address.length + 1;
  }
  return parts.map((part) => part.join('\n'));
}

async function readRoster(table: Table): Promise<Roster | undefined> {
  for (let look = 1; ; look += 1) {
    const command = new GetCommand({ TableName: table.tableName, Key: head, ConsistentRead: true });
    const { Item } = await table.send<GetCommandOutput>(command);
    if (Item === undefined) return undefined;
    const { parts, ...facts } = Item['record'] as Head;
    const texts: string[] = [];
    for await (const rows of queryRows(table, pk, partsOf(facts))) {
      texts.push(...rows.map((row) => String(row['addresses'])));
    }
    if (texts.length === parts) return { ...facts, addresses: texts.flatMap((text) => text.split('\n')) };
    if (look === looks) throw torn();
  }
}

function torn(): ConnectorError {
  const message = 'the list of all mailboxes changed each time that it was read; the next run reads it again';
  return new ConnectorError({ code: 'dynamodb.roster-torn', kind: 'transient', message });
}

interface PartRow {
  readonly sk: string;
  readonly version: number;
}

async function removeParts(table: Table, isOver: (row: PartRow) => boolean): Promise<void> {
  for await (const rows of queryRows(table, pk, partPrefix)) {
    for (const row of rows) {
      const sk = String(row['sk']);
      if (!isOver({ sk, version: Number(row['version']) })) continue;
      await table.send(new DeleteCommand({ TableName: table.tableName, Key: { pk, sk } }));
    }
  }
}
