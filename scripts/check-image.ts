import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { baseChecks, type Check, contentChecks, emptyStartChecks, fitChecks, startChecks } from './image/checks.ts';
import { readBuild, readContainer } from './image/container.ts';
import { readDockerfile } from './image/read-dockerfile.ts';
import { replayDockerfile } from './image/replay-dockerfile.ts';

/**
 * Proves the image without Docker: synthesises the stack, replays the Dockerfile's steps on what a build would be given,
 * and starts the result as the task definition says, towards the stand-ins. Needs the package registry, and takes about a
 * minute. What it cannot show: the base image, and that tasks cannot write where they may not.
 */
const limitMs = 600_000;
const folder = mkdtempSync(join(tmpdir(), 'connector-image-'));

// Whatever hangs: the gate goes on.
const deadline = setTimeout(() => {
  process.stderr.write(`the image could not be proven within ${limitMs / 1000} seconds\n`);
  process.exit(1);
}, limitMs);

try {
  const checks = await proveImage();
  for (const { what, holds } of checks) process.stdout.write(`${holds ? 'ok    ' : 'FAILED'} ${what}\n`);
  const failed = checks.filter(({ holds }) => !holds);
  for (const { what, found } of failed) process.stderr.write(`${what}. Found: ${JSON.stringify(found, null, 2)}\n`);
  process.exitCode = failed.length === 0 ? 0 : 1;
} finally {
  clearTimeout(deadline);
  rmSync(folder, { recursive: true, force: true });
}

async function proveImage(): Promise<readonly Check[]> {
  const assembly = synthesise();
  const { context, dockerfile } = readBuild(assembly);
  const container = readContainer(assembly);
  const parsed = readDockerfile(readFileSync(dockerfile, 'utf8'));
  const image = replayDockerfile(parsed, { context, folder: join(folder, 'stages'), environment: ofMachine() });
  return [
    ...baseChecks(parsed),
    ...contentChecks(image),
    ...fitChecks(image, container),
    ...(await startChecks(image, container)),
    ...(await emptyStartChecks(image)),
  ];
}

/** With an engine that is nowhere: `cdk synth` needs none. The environment is the one that the sandbox writes settings of. */
function synthesise(): string {
  const assembly = join(folder, 'cdk.out');
  const args = ['synth', '--quiet', '--no-notices', '--output', assembly, '-c', 'environment=sandbox'];
  const env = {
    ...process.env,
    CDK_VALIDATION: 'false',
    DOCKER_HOST: 'unix:///nowhere',
    CDK_DOCKER: '/nowhere/docker',
  };
  execFileSync('node_modules/.bin/cdk', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  return assembly;
}

/** What a build container has, too: programs, a home, and the way to the package registry. */
function ofMachine(): Record<string, string> {
  const wanted = /^(?:PATH|HOME|NODE_EXTRA_CA_CERTS|(?:npm_config_|https?_proxy|no_proxy).*)$/i;
  const given = Object.entries(process.env).filter(([name, value]) => wanted.test(name) && value !== undefined);
  return Object.fromEntries(given) as Record<string, string>;
}
