import { maskAddresses } from '@connector/shared';
import { createLogger as createWinston, format, transports, type Logger as WinstonLogger } from 'winston';

/** Levels by weight. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** Writes what operators read. Addresses are masked in whatever it is given. */
export interface Logger {
  error(message: string, details?: object): void;
  warn(message: string, details?: object): void;
  info(message: string, details?: object): void;
  debug(message: string, details?: object): void;
  level: string;
}

/** JSON lines for machines, readable lines on a terminal. */
export function createLogger(options: { readonly level: LogLevel; readonly readable: boolean }): Logger {
  const lines = options.readable ? readableLines : format.combine(format.timestamp(), format.json());
  const logger: WinstonLogger = createWinston({
    level: options.level,
    format: format.combine(masked(), lines),
    transports: [new transports.Console({ stderrLevels: [] })],
  });
  return logger;
}

const readableLines = format.combine(
  format.timestamp({ format: 'HH:mm:ss' }),
  format.printf(({ timestamp, level, message, ...rest }) => {
    const details = Object.entries(rest).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
    return [timestamp, level.padEnd(5), message, ...details].join(' ');
  }),
);

/** Whatever reads like an e-mail address is masked, wherever it stands: no caller has to remember to. */
const masked = format((info) => {
  for (const [key, value] of Object.entries(info)) info[key] = maskValue(value);
  return info;
});

function maskValue(value: unknown): unknown {
  if (typeof value === 'string') return maskAddresses(value);
  if (Array.isArray(value)) return value.map(maskValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, maskValue(inner)]));
}
