import { healthPath } from '@connector/shared';
import { Duration } from 'aws-cdk-lib';
import type { HealthCheck } from 'aws-cdk-lib/aws-ecs';
import { healthPort } from './worker-environment.ts';

/** Milliseconds; less than the seconds that the check as a whole may take. */
const answerMs = 4000;

/**
 * A program for Node that really asks: a process that is there but does not answer is not well. The image has no curl, and
 * to start the worker's own bundle for it would take a hundred times as long.
 *
 * A worker that says that a restart would not help passes. With a refused credential, ECS would otherwise replace every task
 * every few minutes for as long as nobody mends it, and roll back the first deployment with a federated credential, which
 * needs the task role before Entra ID can trust it.
 */
export function healthProbe(port: number, answerMs: number): string {
  const url = `http://127.0.0.1:${port}${healthPath}`;
  return (
    `fetch('${url}',{signal:AbortSignal.timeout(${answerMs})})` +
    '.then(async r=>process.exit(r.ok||(await r.json()).restartHelps===false?0:1)).catch(()=>process.exit(1))'
  );
}

/** Three failures in a row have the task replaced. A worker has settled its settings well within the start period. */
export const healthCheck: HealthCheck = {
  command: ['CMD', 'node', '-e', healthProbe(healthPort, answerMs)],
  interval: Duration.seconds(30),
  timeout: Duration.seconds(5),
  startPeriod: Duration.seconds(60),
  retries: 3,
};
