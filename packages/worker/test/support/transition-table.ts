/**
 * What every event does in every state. Complete by its type: a case that is missing does not compile, since there is no
 * `Partial` in it.
 */
export type TransitionTable<State extends string, Event extends string, Expected> = Readonly<
  Record<State, Readonly<Record<Event, Expected>>>
>;

/** Tables by any other names. */
type AnyTable<Expected> = Readonly<Record<string, Readonly<Record<string, Expected>>>>;

/** All cells, for `it.each`. */
export function cellsOf<State extends string, Event extends string, Expected>(
  table: TransitionTable<State, Event, Expected>,
): readonly (readonly [state: State, event: Event, expected: Expected])[] {
  const rows = Object.entries(table) as [State, Record<Event, Expected>][];
  return rows.flatMap(([state, row]) =>
    (Object.entries(row) as [Event, Expected][]).map(([event, expected]) => [state, event, expected] as const),
  );
}

/** The table as SPEC.md shows it: a line for each event, a column for each state. */
export function tableText<Expected>(table: AnyTable<Expected>, textOf: (expected: Expected) => string): string {
  const states = Object.keys(table);
  const events = Object.keys(Object.values(table)[0] ?? {});
  const lines = [
    ['event', ...states],
    ['---', ...states.map(() => '---')],
    ...events.map((event) => [event, ...states.map((state) => cellText(table[state]?.[event], textOf))]),
  ];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

function cellText<Expected>(expected: Expected | undefined, textOf: (expected: Expected) => string): string {
  return expected === undefined ? '' : textOf(expected);
}
