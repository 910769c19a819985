import type { Cluster, FargateService } from 'aws-cdk-lib/aws-ecs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { StackOptions } from './options.ts';

/** What dashboards and alarms look at. */
export interface WatchedService {
  readonly cluster: Cluster;
  /** One for each worker, in the order of their indexes. */
  readonly services: readonly FargateService[];
  /** Where all workers log; metrics in Embedded Metric Format are among the lines. */
  readonly logGroup: ILogGroup;
  /** State table, which the workers create. */
  readonly tableName: string;
  readonly options: StackOptions;
}
