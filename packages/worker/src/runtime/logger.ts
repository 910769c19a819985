import { createLogger as createWinston, format, transports } from 'winston';
import { redact } from './redact.ts';

/** Levels by weight. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** Writes what operators read. Whatever it is given is redacted: no caller has to remember to. */
export interface Logger {
  error(message: string, details?: object): void;
  warn(message: string, details?: object): void;
  info(message: string, details?: object): void;
  debug(message: string, details?: object): void;
  level: string;
}

/** Where log lines go: standard output, outside of tests. */
export type LogOutput = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** JSON lines for machines, readable lines on a terminal. */
export function createLogger({ level, output }: { readonly level: LogLevel; readonly output: LogOutput }): Logger {
  const lines = output.isTTY === true ? readableLines : format.combine(format.timestamp(), format.json());
  return createWinston({
    level,
    format: format.combine(redacted(), lines),
    transports: [new transports.Stream({ stream: output })],
  });
}

const readableLines = format.combine(
  format.timestamp({ format: 'HH:mm:ss' }),
  format.printf(({ timestamp, level, message, ...rest }) => {
    const details = Object.entries(rest).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
    return [timestamp, level.padEnd(5), message, ...details].join(' ');
  }),
);

const redacted = format((info) => {
  for (const [key, value] of Object.entries(info)) info[key] = redactValue(value);
  return info;
});

function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map(redactValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [redact(key), redactValue(inner)]));
}
