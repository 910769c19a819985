export type { Authentication } from './authentication.ts';
export type { RecordedCall } from './body-recorder.ts';
export { bodyRecorder } from './body-recorder.ts';
export type { ArchiveAbsent } from './caller.ts';
export type { ExchangeStandIn } from './exchange.ts';
export { startExchange } from './exchange.ts';
export type { ExchangeFault } from './fault-effects.ts';
export type { ConcurrencyLimits } from './limits.ts';
export type { ExchangeOptions } from './options.ts';
