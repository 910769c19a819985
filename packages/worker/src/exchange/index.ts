export type { CredentialSettings } from './credentials.ts';
export type { ExchangeSourceOptions } from './exchange-source.ts';
export { createExchangeSource } from './exchange-source.ts';
