/**
 * The results of tasks in the order of the tasks, of which some run at a time: further ones while a result is worked off. After
 * a failure none is begun any more, and nothing is still under way when it is thrown.
 * @param most tasks that run or whose results wait, beside the one that is worked off; asked for before any is begun
 */
export async function* inOrder<T>(tasks: readonly (() => Promise<T>)[], most: () => number): AsyncGenerator<T> {
  const begun: Promise<T>[] = [];
  let next = 0;
  let failed = false;
  const begin = (least: number): void => {
    for (let task = tasks[next]; task !== undefined && !failed; task = tasks[next]) {
      if (begun.length >= Math.max(most(), least)) return;
      next += 1;
      const result = task();
      // Whoever comes to it hears of its failure; until then nobody listens.
      result.catch(() => {
        failed = true;
      });
      begun.push(result);
    }
  };
  try {
    for (;;) {
      begin(1);
      const [first] = begun;
      if (first === undefined) return;
      const result = await first;
      begun.shift();
      begin(0);
      yield result;
    }
  } finally {
    await Promise.allSettled(begun);
  }
}
