import type { ICluster } from 'aws-cdk-lib/aws-ecs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';

/** What is watched. */
export interface Watched {
  /** Runs the workers of this environment, and nothing else. */
  readonly cluster: ICluster;
  /** Where all workers log. */
  readonly logGroup: ILogGroup;
  /** State table. */
  readonly tableName: string;
  readonly options: {
    /** Name of the environment; every metric of workers carries it. */
    readonly environment: string;
    readonly workerCount: number;
    /** Memory of each task in MiB. */
    readonly memory: number;
    /** Time from one complete run to the next. */
    readonly syncIntervalHours: number;
  };
}
