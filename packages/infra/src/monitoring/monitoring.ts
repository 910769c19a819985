import { type CfnDashboard, Dashboard, PeriodOverride } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { Alarms } from './alarms.ts';
import { Crashes } from './crashes.ts';
import { Notifications } from './notifications.ts';
import { cost } from './sections/cost.ts';
import { failures } from './sections/failures.ts';
import { freshness, health } from './sections/health.ts';
import { speed } from './sections/speed.ts';
import { workers } from './sections/workers.ts';
import type { Watched } from './watched.ts';

export interface MonitoringProps extends Watched {
  readonly options: Watched['options'] & {
    /** Who is mailed when an alarm changes; has to confirm a first mail. @default - nobody */
    readonly alarmEmail?: string | undefined;
  };
}

/**
 * Dashboard and alarms of one environment. Workers have to run with `METRICS=emf`. How many resources there are, and how
 * long the dashboard's text is, does not depend on the number of workers.
 */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, watched: MonitoringProps) {
    super(scope, id);
    const { environment, alarmEmail } = watched.options;
    const { topic } = new Notifications(this, 'Notifications', {
      environment,
      ...(alarmEmail === undefined ? {} : { email: alarmEmail }),
    });
    const crashes = new Crashes(this, 'Crashes', watched);
    const alarms = new Alarms(this, 'Alarms', { watched, crashes, topic }).all;
    const dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: `exchange-connector-${environment}`,
      periodOverride: PeriodOverride.AUTO,
      widgets: [
        ...health(watched, { alarms, crashes }),
        ...freshness(watched),
        ...speed(watched),
        ...failures(watched),
        ...cost(watched),
        ...workers(watched),
      ],
    });
    // Tags of dashboards are too new: cfn-lint, and regions that lag behind, refuse a template with them.
    (dashboard.node.defaultChild as CfnDashboard).addPropertyDeletionOverride('Tags');
  }
}
