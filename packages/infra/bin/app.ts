import { App, type Environment } from 'aws-cdk-lib';
import { ConnectorStack } from '../src/connector-stack.ts';
import { deploymentEnvironment } from '../src/deployment-environment.ts';
import { readOptions } from '../src/options.ts';

const app = new App();
try {
  const options = readOptions(app.node.getAllContext());
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  const env: Environment | undefined = deploymentEnvironment(options, { account, region });
  new ConnectorStack(app, `exchange-connector-${options.environment}`, { options, ...(env && { env }) });
} catch (thrown) {
  // A stack trace would bury what the reader has to change.
  console.error(thrown instanceof Error ? thrown.message : thrown);
  process.exit(1);
}
