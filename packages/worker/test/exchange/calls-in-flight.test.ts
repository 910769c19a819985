import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type CannedExchange, getItemAnswer, item, never, startCanned, xml } from './canned-exchange.ts';

/** What waits for an answer: the id that was asked for, and how to give it. */
interface Waiting {
  readonly id: string;
  readonly answer: () => void;
  readonly refuse: () => void;
}

let canned: CannedExchange;
let waiting: Waiting[];
/** Told of each request that arrives. */
let arrived: () => void;

beforeEach(async () => {
  canned = await startCanned();
  waiting = [];
  arrived = () => {};
  canned.answer = (response, { body }) => {
    const id = /ItemId Id="(\w+)"/.exec(body)?.[1] ?? '';
    waiting.push({ id, answer: () => xml(response, getItemAnswer(item(id))), refuse: () => busy(response) });
    arrived();
  };
});
afterEach(() => canned.close());

function busy(response: ServerResponse): void {
  response.writeHead(429, { 'retry-after': '1' }).end();
}

/** Waits until so many requests wait for their answers. */
function untilWaiting(count: number): Promise<void> {
  return new Promise((resolve) => {
    arrived = () => {
      if (waiting.length >= count) resolve();
    };
    arrived();
  });
}

const ids = (count: number) => Array.from({ length: count }, (_, number) => `item${number}`);
const fetchAll = (count: number) =>
  Promise.all(ids(count).map(async (id) => (await canned.reader.fetchMessages([id], never))[0]));

it('calls for one mailbox are four at a time, and each has its own answer', async () => {
  const fetched = fetchAll(6);
  await untilWaiting(4);
  expect(canned.requests).toHaveLength(4);
  for (const { answer } of waiting.splice(0).reverse()) answer();
  await untilWaiting(2);
  for (const { answer } of waiting.splice(0)) answer();
  expect((await fetched).map((outcome) => outcome?.ok === true && outcome.value.subject)).toEqual(
    ids(6).map((id) => `subject ${id}`),
  );
});

it('calls for one mailbox are fewer after Exchange was busy', async () => {
  const fetched = fetchAll(8);
  await untilWaiting(4);
  const [first, second, ...others] = waiting.splice(0);
  first?.refuse();
  second?.refuse();
  // Those two are tried again in their places.
  await untilWaiting(2);
  for (const { answer } of others) answer();
  for (const { answer } of waiting.splice(0, 1)) answer();
  await untilWaiting(2);
  expect(canned.requests).toHaveLength(7);
  canned.answer = (response, { body }) => xml(response, getItemAnswer(item(/ItemId Id="(\w+)"/.exec(body)?.[1] ?? '')));
  for (const { answer } of waiting.splice(0)) answer();
  await fetched;
});

it('no call for a mailbox is sent while Exchange wants it to be left alone', async () => {
  canned.answer = (response) => response.writeHead(429, { 'retry-after': '300' }).end();
  const outcomes = await Promise.allSettled(ids(40).map((id) => canned.reader.fetchMessages([id], never)));
  expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
  expect(canned.requests).toHaveLength(4);
});
