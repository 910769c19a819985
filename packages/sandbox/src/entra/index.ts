export { makeClientCertificate } from './certificates.ts';
export type { EntraApplication, EntraFault, EntraOptions, EntraStandIn } from './entra.ts';
export { startEntra } from './entra.ts';
