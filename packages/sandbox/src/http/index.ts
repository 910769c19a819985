export type { AdminTargets } from './admin.ts';
export { answerAdmin } from './admin.ts';
export type { CallCounter } from './call-counter.ts';
export { callCounter } from './call-counter.ts';
export type { Fault, FaultList, FaultMatch } from './faults.ts';
export { faultList, seededRandom } from './faults.ts';
export type { Listener, RunningServer, TlsIdentity } from './server.ts';
export { readBody, respond, respondJson, startServer } from './server.ts';
export { signatureProblem } from './signature.ts';
