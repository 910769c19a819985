import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, statSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import type { Dockerfile, Stage, Step } from './read-dockerfile.ts';

/** What the last stage came to. */
export interface Image {
  /** Folder that stands for `/`. */
  readonly root: string;
  /** Folder that it starts in, on this machine. */
  readonly workdir: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string | undefined;
  readonly volumes: readonly string[];
  readonly entrypoint: readonly string[];
}

/** What a replay works with. */
export interface ReplayOptions {
  /** Folder that the build may copy from. */
  readonly context: string;
  /** Empty folder that the stages are built in. */
  readonly folder: string;
  /** Environment of what is run besides what the Dockerfile sets: what a container has by its base image and network. */
  readonly environment: Readonly<Record<string, string>>;
}

type Replayed = { -readonly [K in keyof Image]: Image[K] };

/**
 * Does what a Dockerfile says in folders that stand for the stages. What it runs, it runs on this machine, so that it may
 * touch nothing but the working directory: this is for Dockerfiles of our own.
 * @throws Error when something that is run fails
 */
export function replayDockerfile({ stages }: Dockerfile, options: ReplayOptions): Image {
  const done = new Map<string, Image>();
  let image: Image | undefined;
  for (const [index, stage] of stages.entries()) {
    image = replayStage(stage, { root: join(options.folder, String(index)), done, options });
    if (stage.name !== undefined) done.set(stage.name, image);
  }
  if (image === undefined) throw new Error('the Dockerfile has no stage');
  return image;
}

interface StageContext {
  readonly root: string;
  readonly done: ReadonlyMap<string, Image>;
  readonly options: ReplayOptions;
}

function replayStage({ steps }: Stage, context: StageContext): Image {
  const { root } = context;
  mkdirSync(root, { recursive: true });
  const image: Replayed = { root, workdir: root, environment: {}, user: undefined, volumes: [], entrypoint: [] };
  for (const step of steps) replayStep(step, image, context);
  return image;
}

function replayStep(step: Step, image: Replayed, { done, options }: StageContext): void {
  switch (step.kind) {
    case 'workdir':
      image.workdir = inside(image, step.path);
      mkdirSync(image.workdir, { recursive: true });
      break;
    case 'copy':
      copy(step, { image, source: step.from === undefined ? options.context : stageRoot(done, step.from) });
      break;
    case 'run':
      execFileSync('sh', ['-c', step.command], {
        cwd: image.workdir,
        env: { ...options.environment, ...image.environment },
        stdio: ['ignore', 'inherit', 'inherit'],
      });
      break;
    case 'env':
      image.environment = { ...image.environment, [step.name]: step.value };
      break;
    case 'user':
      image.user = step.user;
      break;
    case 'volume':
      image.volumes = [...image.volumes, step.path];
      break;
    case 'entrypoint':
      image.entrypoint = step.command;
      break;
  }
}

function stageRoot(done: ReadonlyMap<string, Image>, name: string): string {
  const stage = done.get(name);
  if (stage === undefined) throw new Error(`COPY --from=${name}: there is no stage of this name before it`);
  return stage.root;
}

/** A folder's contents are copied, a file goes into a target that ends with `/`, as Docker has it. */
function copy(
  { sources, target }: { readonly sources: readonly string[]; readonly target: string },
  { image, source }: { readonly image: Image; readonly source: string },
): void {
  const to = inside(image, target);
  for (const each of sources) {
    const from = within(source, each);
    const intoFolder = statSync(from).isFile() && /(^|\/)\.?$/.test(target);
    cpSync(from, intoFolder ? join(to, basename(from)) : to, { recursive: true });
  }
}

/** A path in an image, on this machine. */
function inside({ root, workdir }: Pick<Image, 'root' | 'workdir'>, path: string): string {
  return path.startsWith('/') ? within(root, path) : within(root, workdir.slice(root.length) + sep + path);
}

function within(root: string, path: string): string {
  const full = resolve(root, `.${sep}${path}`);
  if (full !== root && !full.startsWith(root + sep)) throw new Error(`${path} leads out of ${root}`);
  return full;
}
