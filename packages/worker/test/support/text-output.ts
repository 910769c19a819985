import { Writable } from 'node:stream';

/** Collects what is written, as a terminal or as a pipe would. */
export interface TextOutput extends Writable {
  readonly isTTY: boolean;
  text(): string;
  /** Resolves with the first JSON line that matches, past or future. */
  line(matches: (line: Readonly<Record<string, unknown>>) => boolean): Promise<Readonly<Record<string, unknown>>>;
}

export function textOutput({ isTTY = false }: { isTTY?: boolean } = {}): TextOutput {
  let text = '';
  const waiting = new Set<() => void>();
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk, _, done) => {
      text += String(chunk);
      for (const look of [...waiting]) look();
      done();
    },
  });
  return Object.assign(stream, {
    isTTY,
    text: () => text,
    line: (matches: (line: Readonly<Record<string, unknown>>) => boolean) =>
      new Promise<Readonly<Record<string, unknown>>>((resolve) => {
        const look = (): void => {
          const found = jsonLines(text).find(matches);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  });
}

function jsonLines(text: string): readonly Readonly<Record<string, unknown>>[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
