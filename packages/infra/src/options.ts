import { z } from 'zod';

/** What the deployment is told with `-c name=value`. */
export interface StackOptions {
  /** How many Fargate services there are; each takes every workerCount-th mailbox. 1 to 100. */
  readonly workerCount: number;
  /** Name of the environment: part of the stack's name, the parameter prefix and the table name. */
  readonly environment: string;
  /** Image of the worker in a registry. */
  readonly image: string;
}

const schema = z.object({
  workerCount: z.coerce.number().int().min(1).max(100),
  environment: z.string().regex(/^[a-zA-Z0-9-]{1,32}$/),
  image: z.string().min(1),
});

const allowed: Readonly<Record<keyof StackOptions, string>> = {
  workerCount: 'a whole number from 1 to 100',
  environment: '1 to 32 letters, digits and hyphens',
  image: 'an image reference such as 123456789012.dkr.ecr.us-east-1.amazonaws.com/worker:1',
};

/** Used while no image is given, so that the stack can be looked at before one is built. */
const placeholderImage = 'public.ecr.aws/docker/library/node:22-slim';

/**
 * Reads the context. All problems are reported at once.
 * @throws Error naming each value that is not allowed
 */
export function readOptions(context: (name: string) => unknown): StackOptions {
  const given = {
    workerCount: context('workerCount') ?? 1,
    environment: context('environment') ?? 'dev',
    image: context('image') ?? placeholderImage,
  };
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const names = [...new Set(parsed.error.issues.map(({ path }) => path[0] as keyof StackOptions))];
  const problems = names.map(
    (name) => `${name} is ${JSON.stringify(given[name])}, allowed is ${allowed[name]}; set it with -c ${name}=value`,
  );
  throw new Error(problems.join('\n'));
}
