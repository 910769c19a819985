import type { FrontAnswer, FrontRequest } from './front.ts';

/** What a table is billed for: request units of on-demand capacity. */
export interface TableUnits {
  readonly read: number;
  readonly write: number;
}

type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface TransactItem {
  readonly Put?: { readonly Item: Item };
  readonly Delete?: unknown;
  readonly ConditionCheck?: unknown;
}

const kilobyte = 1024;

/** Counts the units of requests on their way to the table. */
export class UnitCounter {
  #read = 0;
  #write = 0;
  #rows = 0;

  /** Asks the table to say what a request cost. */
  readonly change = (request: FrontRequest): FrontRequest => {
    const operation = operationOf(request);
    if (operation === 'TransactWriteItems' || !/Item|Query|Scan/.test(operation)) return request;
    const body = { ...JSON.parse(request.body.toString()), ReturnConsumedCapacity: 'TOTAL' };
    return { ...request, body: Buffer.from(JSON.stringify(body)) };
  };

  readonly watch = (request: FrontRequest, { body }: FrontAnswer): void => {
    const operation = operationOf(request);
    if (operation === 'TransactWriteItems') this.#transaction(request);
    else this.#single(operation, body);
  };

  units(): TableUnits {
    return { read: this.#read, write: this.#write };
  }

  /** Rows that were put or deleted. */
  rows(): number {
    return this.#rows;
  }

  reset(): void {
    this.#read = 0;
    this.#write = 0;
    this.#rows = 0;
  }

  /** Two units for each kB that a transaction writes, and two for each condition (DynamoDB: transactional requests). */
  #transaction({ body }: FrontRequest): void {
    const { TransactItems = [] } = JSON.parse(body.toString()) as { TransactItems?: readonly TransactItem[] };
    for (const { Put, Delete } of TransactItems) {
      this.#write += 2 * (Put === undefined ? 1 : Math.ceil(itemBytes(Put.Item) / kilobyte));
      if (Put !== undefined || Delete !== undefined) this.#rows += 1;
    }
  }

  #single(operation: string, body: Buffer): void {
    if (!body.includes('ConsumedCapacity')) return;
    const { ConsumedCapacity } = JSON.parse(body.toString()) as {
      ConsumedCapacity?: { CapacityUnits: number } | readonly { CapacityUnits: number }[];
    };
    const units = [ConsumedCapacity ?? []].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
    if (/^(Put|Update|Delete|BatchWrite)/.test(operation)) {
      this.#write += units;
      this.#rows += 1;
    } else this.#read += units;
  }
}

function operationOf({ headers }: FrontRequest): string {
  return headers['x-amz-target']?.split('.')[1] ?? '';
}

/** Bytes of an item, as DynamoDB counts them, to within a few for lists and maps. */
function itemBytes(item: Item): number {
  return Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);
}

function valueBytes(value: Readonly<Record<string, unknown>>): number {
  const [[type, content] = ['NULL', true]] = Object.entries(value);
  if (type === 'B') return Buffer.from(String(content), 'base64').byteLength;
  if (type === 'M') return 3 + itemBytes(content as Item);
  if (Array.isArray(content)) {
    return content.reduce<number>(
      (sum, member) =>
        sum + 1 + (typeof member === 'object' ? valueBytes(member as never) : Buffer.byteLength(String(member))),
      3,
    );
  }
  return type === 'NULL' || type === 'BOOL' ? 1 : Buffer.byteLength(String(content));
}
