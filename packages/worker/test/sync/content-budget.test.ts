import { describe, expect, it } from '@jest/globals';
import { contentBudget } from '../../src/sync/content-budget.ts';

/** A task that ends when it is told to. */
function task() {
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { run: () => ended, end };
}

/** Everything that can go on has gone on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('Rule 10: attachments in flight', () => {
  it('never take more bytes than there are, in the order in which they came', async () => {
    const budget = contentBudget(100);
    const begun: string[] = [];
    const tasks = new Map(['a', 'b', 'c', 'd'].map((name) => [name, task()]));
    const run = (name: string, bytes: number) =>
      budget.run(bytes, () => {
        begun.push(name);
        return tasks.get(name)?.run() ?? Promise.resolve();
      });
    const all = [run('a', 60), run('b', 60), run('c', 30), run('d', 1000)];
    await settled();
    expect(begun).toEqual(['a']);
    tasks.get('a')?.end();
    await settled();
    expect(begun).toEqual(['a', 'b', 'c']);
    tasks.get('b')?.end();
    tasks.get('c')?.end();
    await settled();
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
    tasks.get('d')?.end();
    await Promise.all(all);
  });

  it('give their bytes back when they fail', async () => {
    const budget = contentBudget(100);
    await expect(budget.run(100, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(budget.run(100, async () => 'done')).resolves.toBe('done');
  });

  it('cost nothing for being counted, however many bytes there are', async () => {
    const budget = contentBudget();
    // Counted byte by byte, this takes half an hour.
    for (let attachment = 0; attachment < 10_000; attachment += 1) await budget.run(attachment, settled);
  });
});
