import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createWorld, populate, startSandbox } from '@connector/sandbox';
import type { Container } from './container.ts';
import type { Dockerfile } from './read-dockerfile.ts';
import type { Image } from './replay-dockerfile.ts';
import { probeHealth, startWorker } from './started-worker.ts';

/** Something that has to hold, whether it does, and what was found. */
export interface Check {
  readonly what: string;
  readonly holds: boolean;
  readonly found: unknown;
}

/** What every stage begins with. */
export function baseChecks({ buildArguments, stages }: Dockerfile): readonly Check[] {
  const bases = stages.map(({ base }) => base.replace(/^\$\{(\w+)\}$/, (_, name) => buildArguments[name] ?? ''));
  const holds = bases.every((base) => /^public\.ecr\.aws\/docker\/library\/node:22-[\w-]*slim(?:@|$)/.test(base));
  return [{ what: 'its stages are built on a slim Node 22 of the public ECR', holds, found: bases }];
}

const wanted = /^(?:(?:main|sync-thread|chunk-\w+)\.mjs(?:\.map)?|bom\.json)$/;
/** Megabytes that the bundle may have without its source maps; it has 7.8. Each thread keeps what it loads of it in memory. */
const bundleMegabytes = 9;
const tools = ['esbuild', 'jest', 'typescript', 'aws-cdk', 'aws-cdk-lib', 'sandbox'];

/** What is in the image. */
export function contentChecks({ root, workdir }: Image): readonly Check[] {
  const strange = filesOf(root).filter((name) => !wanted.test(name));
  const { bomFormat, components = [] } = JSON.parse(readFileSync(join(workdir, 'bom.json'), 'utf8')) as {
    bomFormat?: string;
    components?: readonly { readonly name: string }[];
  };
  const names = components.map(({ name }) => name);
  return [
    {
      what: 'there is nothing in it but the bundle, its source maps and its bill of materials',
      holds: strange.length === 0,
      found: strange,
    },
    {
      what: 'the bill of materials is CycloneDX and knows what is in the bundle',
      holds:
        bomFormat === 'CycloneDX' && ['worker', 'ews-javascript-api', 'express'].every((name) => names.includes(name)),
      found: names,
    },
    {
      what: `the bundle is at most ${bundleMegabytes} MB`,
      holds: bundleBytes(workdir) <= bundleMegabytes * 1_000_000,
      found: bundleBytes(workdir),
    },
    { what: 'no development dependency is in it', holds: !tools.some((name) => names.includes(name)), found: names },
  ];
}

function bundleBytes(folder: string): number {
  const files = readdirSync(folder).filter((name) => name.endsWith('.mjs'));
  return files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

function filesOf(root: string): readonly string[] {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
}

/** Whether image and task definition go together. */
export function fitChecks(image: Image, { user, writable }: Container): readonly Check[] {
  return [
    {
      what: 'it has a user that is not root, the one that tasks run as',
      holds: image.user === user && /^[1-9]/.test(user),
      found: { image: image.user, task: user },
    },
    {
      what: 'what a task may write to is a volume of it, whose owner and mode Fargate takes over',
      holds: writable.length > 0 && writable.every((path) => image.volumes.includes(path)),
      found: { image: image.volumes, task: writable },
    },
  ];
}

/** Starts it as the task definition does, but for the port and for where the services are. */
export async function startChecks(image: Image, container: Container): Promise<readonly Check[]> {
  const world = await createWorld({ seed: 1 });
  populate(world, { mailboxes: 1, messages: 5 });
  const sandbox = await startSandbox({ world });
  try {
    await sandbox.writeParameters();
    const { ENVIRONMENT: _, ...services } = sandbox.environment();
    const before = filesOf(image.root);
    const worker = startWorker(image, { ...container.environment, ...services });
    const port = await worker.healthPort;
    const answer = await fetch(`http://127.0.0.1:${port}/health`);
    const well = await probeHealth(container, port);
    worker.child.kill('SIGTERM');
    const { code, output } = await worker.ended;
    const gone = await probeHealth(container, port);
    return [
      {
        what: 'started with nothing of this machine’s environment, it says that it is well',
        holds: answer.status === 200,
        found: await answer.text(),
      },
      { what: 'the health check of the task finds it well', holds: well === 0, found: well },
      { what: 'it ends in order when it is told to', holds: code === 0, found: output },
      { what: 'the health check of the task finds it gone', holds: gone === 1, found: gone },
      { what: 'it wrote nothing', holds: filesOf(image.root).join() === before.join(), found: filesOf(image.root) },
    ];
  } finally {
    await sandbox.close();
  }
}

/** Without so much as a region. */
export async function emptyStartChecks(image: Image): Promise<readonly Check[]> {
  const { code, output } = await startWorker(image, {}).ended;
  const holds = code === 2 && /region is missing.*PARAMETER_STORE_PREFIX/is.test(output);
  return [{ what: 'without any environment it says what it needs, and ends with 2', holds, found: { code, output } }];
}
