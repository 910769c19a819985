import { type Setting, settingsTable } from '@connector/shared';
import type { StackOptions } from './options.ts';
import type { Staging } from './staging.ts';

/** Port of the health server inside the container. */
export const healthPort = 8080;

/**
 * Percent of a task's memory that Node may use for objects; buffers, code and stacks come on top. Node's own bound is half
 * of the memory: a sync would die of it with the rest unused, and before the alarm on memory goes off.
 */
const heapPercent = 75;

/**
 * What a worker is told by the stack, by the names it reads. None of it is secret: those stand in Parameter Store, which
 * the worker reads itself before each run.
 */
export function workerEnvironment(
  options: StackOptions,
  { index, staging }: { readonly index: number; readonly staging: Staging | undefined },
): Record<string, string> {
  const settings: readonly (readonly [Setting, string | number])[] = [
    [settingsTable.containerIndex, index],
    [settingsTable.totalContainers, options.workerCount],
    [settingsTable.environment, options.environment],
    [settingsTable.parameterStorePrefix, options.parameterPrefix],
    [settingsTable.dynamodbTableName, options.tableName],
    [settingsTable.syncMode, options.syncMode],
    [settingsTable.syncIntervalHours, options.syncIntervalHours],
    [settingsTable.maxWorkerThreads, options.maxWorkerThreads],
    [settingsTable.healthPort, healthPort],
    [settingsTable.metrics, 'emf'],
    ...(staging === undefined
      ? []
      : ([
          [settingsTable.stagingBucket, staging.bucket.bucketName],
          [settingsTable.stagingRoleArn, staging.readerRole.roleArn],
        ] as const)),
  ];
  return {
    ...Object.fromEntries(settings.map(([{ name }, value]) => [name, String(value)])),
    // Holds for the sync thread as well.
    NODE_OPTIONS: `--max-old-space-size=${Math.floor((options.memory * heapPercent) / 100)}`,
  };
}
