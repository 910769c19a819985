import { parameterName, settingsTable } from '@connector/shared';
import { Stack } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';

/** ARNs of what the documents go into. */
export interface QBusinessTarget {
  readonly application: string;
  readonly index: string;
  readonly dataSource: string;
}

/**
 * The application, index and data source whose ids stand in Parameter Store. They are read at each deployment: they have to
 * be String parameters, and a change of one needs a deployment.
 */
export function qbusinessTarget(scope: Construct, parameterPrefix: string): QBusinessTarget {
  const { partition, region, account } = Stack.of(scope);
  const id = ({ name }: { readonly name: string }) =>
    StringParameter.valueForStringParameter(scope, `${parameterPrefix}/${parameterName(name)}`);
  const { qbusinessApplicationId, qbusinessIndexId, qbusinessDatasourceId } = settingsTable;
  const application = `arn:${partition}:qbusiness:${region}:${account}:application/${id(qbusinessApplicationId)}`;
  const index = `${application}/index/${id(qbusinessIndexId)}`;
  return { application, index, dataSource: `${index}/data-source/${id(qbusinessDatasourceId)}` };
}
