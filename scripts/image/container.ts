import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the stack starts a worker with, from its template. */
export interface Container {
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string;
  readonly healthCheck: readonly string[];
  readonly writable: readonly string[];
}

/** What the image is built from: a copy that is made at synthesis, with what `.dockerignore` lets in. */
export interface Build {
  readonly context: string;
  readonly dockerfile: string;
}

interface ContainerDefinition {
  readonly Environment: readonly { readonly Name: string; readonly Value: unknown }[];
  readonly User: string;
  readonly HealthCheck: { readonly Command: readonly string[] };
  readonly MountPoints: readonly { readonly ContainerPath: string }[];
}

/** The container of the first worker in a synthesised assembly. */
export function readContainer(assembly: string): Container {
  const { Resources } = readJson(fileIn(assembly, '.template.json')) as {
    Resources: Record<string, { Type: string; Properties: { ContainerDefinitions: [ContainerDefinition] } }>;
  };
  const task = Object.values(Resources).find(({ Type }) => Type === 'AWS::ECS::TaskDefinition');
  if (task === undefined) throw new Error(`there is no task definition in ${assembly}`);
  const [{ Environment, User, HealthCheck, MountPoints }] = task.Properties.ContainerDefinitions;
  return {
    environment: Object.fromEntries(Environment.map(({ Name, Value }) => [Name, String(Value)])),
    user: User,
    healthCheck: HealthCheck.Command,
    writable: MountPoints.map(({ ContainerPath }) => ContainerPath),
  };
}

/** What the one image of a synthesised assembly is built from. */
export function readBuild(assembly: string): Build {
  const { dockerImages } = readJson(fileIn(assembly, '.assets.json')) as {
    dockerImages: Record<string, { source: { directory: string; dockerFile: string } }>;
  };
  const [image] = Object.values(dockerImages);
  if (image === undefined) throw new Error(`no image is built in ${assembly}`);
  const context = join(assembly, image.source.directory);
  return { context, dockerfile: join(context, image.source.dockerFile) };
}

function fileIn(assembly: string, ending: string): string {
  const name = readdirSync(assembly).find((each) => each.endsWith(ending));
  if (name === undefined) throw new Error(`there is no file that ends with ${ending} in ${assembly}`);
  return join(assembly, name);
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
