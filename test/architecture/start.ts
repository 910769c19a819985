import type { Rule } from './source.ts';

const entry = 'packages/worker/src/main.ts';

/** What the process loads before it knows its command: settings, arguments, log and health server. */
const light = [/^node:/, /^@connector\/shared$/, /^commander$/, /^express$/, /^winston$/];

/**
 * The main thread of a worker stays for as long as the worker does, and compiles what it loads at each start: clients of the
 * services, a third of the worker's memory, are loaded by the commands that use them and by the sync thread.
 */
export const theEntryFileLoadsNoSdk: Rule = (sources) => {
  const files = new Map(sources.map((source) => [source.path, source]));
  const loaded = new Set([entry]);
  const broken: string[] = [];
  // A set is walked in the order in which it grows.
  for (const path of loaded) {
    for (const { target, typeOnly, lazy } of files.get(path)?.imports ?? []) {
      if (typeOnly || lazy) continue;
      if (files.has(target)) loaded.add(target);
      else if (!light.some((library) => library.test(target))) broken.push(`${path} loads ${target} at the start`);
    }
  }
  return broken;
};
