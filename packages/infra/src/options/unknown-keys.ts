import { closest, distance } from 'fastest-levenshtein';
import { optionsTable } from './options-table.ts';

const names = Object.keys(optionsTable);
const byFoldedName = new Map(names.map((name) => [fold(name), name]));

/**
 * Keys that the CDK itself puts into the context: its feature flags, what it looked up (`vpc-provider:account=…`), and
 * what the CLI keeps there.
 */
const ownedByCdk =
  /^@|:|^(?:cli-telemetry|acknowledged-issue-numbers|notices|tree-metadata|asset-metadata|analytics-reporting)$/;

/** What is wrong with keys that are no options: usually typing errors, which would change nothing and say nothing. */
export function unknownKeys(context: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(context)
    .filter((key) => !Object.hasOwn(optionsTable, key) && !ownedByCdk.test(key))
    .map((key) => `${JSON.stringify(key)} is no option.${suggestion(key)}`);
}

function suggestion(key: string): string {
  const folded = fold(key);
  const nearest = closest(folded, [...byFoldedName.keys()]);
  // A third of the letters: more would be another word.
  if (distance(folded, nearest) <= folded.length / 3) return ` Did you mean ${byFoldedName.get(nearest)}?`;
  return ' docs/reference/deployment-options.md lists them all.';
}

/** Letters and digits alone, so that `worker-count` and `WORKER_COUNT` are as near as can be. */
function fold(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '');
}
