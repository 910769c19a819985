import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ConnectorStack } from '../../src/connector-stack.ts';
import { readOptions } from '../../src/options.ts';

// The CDK's own checks of templates take seconds for each; the gate runs them once, in `cdk synth`.
process.env['CDK_VALIDATION'] = 'false';

/** Options as the command line gives them. */
export type Given = Readonly<Record<string, unknown>>;

/** A ready image: for one that is built, the repository would be copied for each template. */
const standard = { environment: 'test', image: 'example.com/worker:1' };

/** The stack with these options, in an app of its own. */
export function stackWith(given: Given = {}): ConnectorStack {
  const app = new App({ analyticsReporting: false });
  return new ConnectorStack(app, 'stack', { options: readOptions({ ...standard, ...given }) });
}

export function templateWith(given: Given = {}): Template {
  return Template.fromStack(stackWith(given));
}
