import { PassThrough, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import type { PromptContext } from '../../src/parameters/questions.ts';

/** What is pressed when a text stands on the screen. */
export type Answer = readonly [question: string, keys: string];

export const enter = '\r';
export const down = '\u001b[B';

/** A terminal at which somebody sits who answers each question once it stands there. */
export interface PromptedPerson {
  readonly context: PromptContext;
  /** Everything that was shown. */
  shown(): string;
  /** Questions that never came. */
  left(): readonly string[];
}

export function promptedPerson(answers: readonly Answer[]): PromptedPerson {
  const input = new PassThrough();
  const waiting = [...answers];
  let shown = '';
  let unanswered = '';
  const output = new Writable({
    write: (chunk, _, done) => {
      const text = stripVTControlCharacters(String(chunk));
      shown += text;
      unanswered += text;
      const [next] = waiting;
      if (next !== undefined && unanswered.includes(next[0])) {
        waiting.shift();
        unanswered = '';
        // After the prompt has begun to listen.
        setImmediate(() => input.write(next[1]));
      }
      done();
    },
  });
  // Each prompt ends what it writes to, which a terminal survives.
  output.end = () => output;
  return { context: { input, output }, shown: () => shown, left: () => waiting.map(([question]) => question) };
}
