import { App } from 'aws-cdk-lib';
import { ConnectorStack } from '../src/connector-stack.ts';
import { readOptions } from '../src/options.ts';

const app = new App();
const options = readOptions((name) => app.node.tryGetContext(name));
new ConnectorStack(app, `exchange-connector-${options.environment}`, { options });
