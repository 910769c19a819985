import assert from 'node:assert/strict';
import { applyChanges, createWorld, populate, type Sandbox, startSandbox } from '@connector/sandbox';
import { Cdk } from './cdk.ts';
import { type DeployedStack, DeployedStacks } from './deployed-stack.ts';
import {
  expectDifference,
  expectIndexEqualsMailboxes,
  expectRuns,
  expectSameResources,
  expectStack,
} from './expectations.ts';
import type { Moto } from './moto.ts';
import { setUpParameters } from './parameters.ts';
import type { Processes } from './processes.ts';
import { runWorkers } from './workers.ts';

/** Name of the environment that is deployed. */
const name = 'rehearsal';
/** Of the stack and of its cluster. */
const stackName = `exchange-connector-${name}`;
const seed = 1;

export interface RehearsalOptions {
  readonly processes: Processes;
  readonly moto: Moto;
  /** For whatever is written. */
  readonly folder: string;
  /** Told what happens next. */
  readonly say: (text: string) => void;
}

/**
 * The life of a deployment: set up, deployed, scaled and destroyed by the commands that a person gives, with workers that
 * sync after each deployment by what was deployed.
 * @throws Error that says what does not hold
 */
export async function rehearse(options: RehearsalOptions): Promise<void> {
  const { processes, moto, folder, say } = options;
  const world = await createWorld({ seed });
  populate(world, { mailboxes: 7, messages: 12 });
  const sandbox = await startSandbox({ world });
  const stacks = new DeployedStacks(moto.url);
  try {
    say('set up the parameters');
    await setUpParameters({ processes, sandbox, environment: moto.environment, folder, name });
    const cdk = new Cdk({ processes, environment: moto.environment, folder, name });
    say('bootstrap');
    await cdk.bootstrap();
    await scale({ ...options, cdk, sandbox, stacks });
    say('destroy');
    await cdk.destroy(1);
    assert.equal(await stacks.read(stackName), undefined, 'the stack is still there');
    assert.deepEqual(await stacks.services(stackName), [], 'there are still active services');
  } finally {
    stacks.close();
    await sandbox.close();
  }
}

interface Stage extends RehearsalOptions {
  readonly cdk: Cdk;
  readonly sandbox: Sandbox;
  readonly stacks: DeployedStacks;
}

async function scale(stage: Stage): Promise<void> {
  const { cdk, say, sandbox } = stage;
  const two = await deploy(stage, 2);
  await sync(stage, two);
  say('look at the difference to 5 workers');
  expectDifference(await cdk.difference(5), { from: 2, to: 5 });
  let before = two;
  for (const [round, workers] of [5, 1].entries()) {
    const after = await deploy(stage, workers);
    expectSameResources(before, after);
    applyChanges(sandbox.world, seed + round);
    await sync(stage, after);
    before = after;
  }
}

async function deploy({ cdk, stacks, moto, say }: Stage, workers: number): Promise<DeployedStack> {
  say(`deploy with ${workers} ${workers === 1 ? 'worker' : 'workers'}`);
  await cdk.deploy(workers);
  expectSound(moto);
  return expectStack(await stacks.read(stackName), name, workers);
}

async function sync({ processes, moto, sandbox, say }: Stage, { services }: DeployedStack): Promise<void> {
  say(`sync with the ${services.length} that are deployed`);
  const runs = await runWorkers({ processes, services, surroundings: surroundingsOf(sandbox, moto) });
  expectSound(moto);
  expectRuns(runs, sandbox.world);
  say(`the index holds what the mailboxes hold: ${await expectIndexEqualsMailboxes(sandbox)} documents`);
}

/** Asked again, moto takes what it failed at for done. */
function expectSound(moto: Moto): void {
  assert.doesNotMatch(moto.log(), /" 500 -/, 'moto failed; moto-server.py may need another correction');
}

/**
 * What a task finds around it: region and credentials, and the network. Parameter Store and DynamoDB are moto's; what moto
 * does not have is the sandbox's.
 */
function surroundingsOf(sandbox: Sandbox, { url, environment }: Moto): Record<string, string> {
  const given = sandbox.environment();
  const names = ['AWS_ENDPOINT_URL_QBUSINESS', 'AWS_ENDPOINT_URL_STS', 'EXCHANGE_GRAPH_URL', 'NODE_EXTRA_CA_CERTS'];
  return {
    ...Object.fromEntries(Object.entries(environment).filter(([name]) => /^AWS_(?!ENDPOINT_URL)/.test(name))),
    ...Object.fromEntries(names.map((name) => [name, given[name] ?? ''])),
    AWS_ENDPOINT_URL_SSM: url,
    AWS_ENDPOINT_URL_DYNAMODB: url,
  };
}
