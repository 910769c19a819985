import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type AlarmDefinition, type AlarmName, alarmDefinitions } from './alarm-definitions.ts';
import type { Crashes } from './crashes.ts';
import type { Watched } from './watched.ts';

/** Where the runbook stands in the repository. Each alarm has an entry under its name. */
export const runbook = 'docs/guides/operations.md';

/** What the alarms work with. */
export interface AlarmsProps {
  readonly watched: Watched;
  readonly crashes: Crashes;
  readonly topic: ITopic;
}

/** All alarms: the same number of them however many workers there are. */
export class Alarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, { watched, crashes, topic }: AlarmsProps) {
    super(scope, id);
    const action = new SnsAction(topic);
    const entries = Object.entries(alarmDefinitions(watched, crashes)) as [AlarmName, AlarmDefinition][];
    this.all = entries.map(([name, definition]) => {
      const alarm = alarmOf(this, { name, definition, environment: watched.options.environment });
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
      return alarm;
    });
  }
}

const missingData: Readonly<Record<AlarmDefinition['silence'], TreatMissingData>> = {
  trouble: TreatMissingData.BREACHING,
  fine: TreatMissingData.NOT_BREACHING,
  'as before': TreatMissingData.IGNORE,
};

function alarmOf(
  scope: Construct,
  { name, definition, environment }: { name: AlarmName; definition: AlarmDefinition; environment: string },
): Alarm {
  const { means, metric, threshold, periods, below, silence } = definition;
  return new Alarm(scope, name, {
    alarmName: `exchange-connector-${environment}-${name}`,
    alarmDescription: `${means} What to do: ${runbook}#${name}`,
    metric,
    threshold,
    comparisonOperator: below ? ComparisonOperator.LESS_THAN_THRESHOLD : ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: periods,
    datapointsToAlarm: periods,
    treatMissingData: missingData[silence],
  });
}
