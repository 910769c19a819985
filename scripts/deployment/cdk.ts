import { join } from 'node:path';
import type { Processes } from './processes.ts';

/** Milliseconds for one command; each takes a few seconds. */
const limitMs = 240_000;

/** Ready images need no Docker engine, and nobody pulls this one. */
const image = 'public.ecr.aws/docker/library/node:22-bookworm-slim';

export interface CdkOptions {
  readonly processes: Processes;
  readonly environment: Readonly<Record<string, string>>;
  /** For assemblies. */
  readonly folder: string;
  /** Name of the environment that is deployed. */
  readonly name: string;
}

/** The CDK CLI as a person runs it from the root of the repository: change sets, the default synthesizer, no other account. */
export class Cdk {
  readonly #options: CdkOptions;

  constructor(options: CdkOptions) {
    this.#options = options;
  }

  bootstrap(): Promise<string> {
    return this.#run(['bootstrap']);
  }

  deploy(workers: number): Promise<string> {
    return this.#run(['deploy', '--require-approval', 'never', ...this.#context(workers)]);
  }

  /**
   * Compares templates alone: moto's change sets do not say what changes within a resource.
   * @throws Error when there is no difference
   */
  difference(workers: number): Promise<string> {
    return this.#run(['diff', '--fail', '--method=template', ...this.#context(workers)], 1);
  }

  destroy(workers: number): Promise<string> {
    return this.#run(['destroy', '--force', ...this.#context(workers)]);
  }

  #context(workers: number): readonly string[] {
    const values = { environment: this.#options.name, workerCount: workers, image };
    return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  }

  #run(args: readonly string[], wantedCode?: number): Promise<string> {
    const { processes, environment, folder } = this.#options;
    const program = {
      name: `cdk ${args.join(' ')}`,
      command: 'node_modules/.bin/cdk',
      args: [...args, '--no-notices', '--no-color', '--output', join(folder, 'cdk.out')],
      // The gate validates templates in a step of its own.
      environment: { ...environment, CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_VALIDATION: 'false', CI: 'true' },
      limitMs,
    };
    return processes.run(program, wantedCode);
  }
}
