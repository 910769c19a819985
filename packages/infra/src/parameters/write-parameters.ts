import type { ParameterStore, StoredParameter } from './parameter-store.ts';
import type { Plan, PlannedParameter } from './plan.ts';

interface Surroundings {
  readonly store: ParameterStore;
  readonly prefix: string;
  readonly say: (text: string) => void;
}

/**
 * Writes what is new or changed, reads it back and compares. Stops at the first parameter that cannot be written, and says
 * what was written and what was not; who runs it again goes on there, because what stands there already is not written.
 * @returns whether all of it stands there
 * @throws SetupError when it cannot be read back
 */
export async function writeParameters(plan: Plan, { store, prefix, say }: Surroundings): Promise<boolean> {
  const pending = plan.parameters.filter(({ change }) => change !== 'unchanged');
  for (const [position, parameter] of pending.entries()) {
    try {
      await store.write(parameter);
    } catch (thrown) {
      const name = nameOf(parameter);
      say(`${name} was not written: ${(thrown as Error).message}`);
      say(`Written: ${list(pending.slice(0, position))}. Not written: ${list(pending.slice(position))}.`);
      say('Mend it and run this again: it goes on where it stopped.');
      return false;
    }
  }
  const wrong = differences(plan, await store.read(prefix));
  if (wrong.length > 0) {
    say(`Written, but not what stands there now: ${list(wrong)}. Somebody else may be writing; run this again.`);
    return false;
  }
  say(`${pending.length} written and read back: ${list(pending)}. Workers read them before their next run.`);
  return true;
}

function differences({ parameters }: Plan, stored: ReadonlyMap<string, StoredParameter>): readonly PlannedParameter[] {
  return parameters.filter((parameter) => stored.get(nameOf(parameter))?.value !== parameter.value);
}

function nameOf({ name }: PlannedParameter): string {
  return name;
}

function list(parameters: readonly PlannedParameter[]): string {
  return parameters.length === 0 ? 'nothing' : parameters.map(nameOf).join(', ');
}
