import { createInterface } from 'node:readline/promises';

/** Where a person may sit. */
export interface Terminal {
  /** Somebody can be asked. */
  readonly isInteractive: boolean;
  /** Resolves with the answer, trimmed. */
  ask(question: string): Promise<string>;
}

/** The terminal that the process was started from, if it was. */
export function processTerminal(): Terminal {
  const { stdin: input, stdout: output } = process;
  return {
    isInteractive: input.isTTY === true && output.isTTY === true,
    ask: async (question) => {
      const lines = createInterface({ input, output });
      try {
        return (await lines.question(question)).trim();
      } finally {
        lines.close();
      }
    },
  };
}
