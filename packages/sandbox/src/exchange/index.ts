export type { Authentication, ConcurrencyLimits, ExchangeOptions, ExchangeStandIn } from './exchange.ts';
export { startExchange } from './exchange.ts';
export type { ExchangeFault } from './fault-effects.ts';
