import { type Copy, DockerfileParser, type From, type Instruction, type JSONInstruction } from 'dockerfile-ast';

/** One thing that a stage does. */
export type Step =
  | { readonly kind: 'run'; readonly command: string }
  | {
      readonly kind: 'copy';
      readonly from: string | undefined;
      readonly sources: readonly string[];
      readonly target: string;
    }
  | { readonly kind: 'workdir'; readonly path: string }
  | { readonly kind: 'env'; readonly name: string; readonly value: string }
  | { readonly kind: 'user'; readonly user: string }
  | { readonly kind: 'volume'; readonly path: string }
  | { readonly kind: 'entrypoint'; readonly command: readonly string[] };

/** What stands between one FROM and the next. */
export interface Stage {
  readonly name: string | undefined;
  readonly base: string;
  readonly steps: readonly Step[];
}

/** A Dockerfile as far as the replay understands it. */
export interface Dockerfile {
  /** Defaults of what may be given to the build. */
  readonly buildArguments: Readonly<Record<string, string>>;
  readonly stages: readonly Stage[];
}

/**
 * Reads a Dockerfile.
 * @throws Error for an instruction that the replay does not know: to pass over it would prove nothing
 */
export function readDockerfile(text: string): Dockerfile {
  const buildArguments: Record<string, string> = {};
  const stages: { name: string | undefined; base: string; steps: Step[] }[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const stage = stages.at(-1);
    const keyword = instruction.getKeyword().toUpperCase();
    if (keyword === 'FROM') {
      const from = instruction as From;
      stages.push({ name: from.getBuildStage() ?? undefined, base: from.getImage() ?? '', steps: [] });
    } else if (stage === undefined && keyword === 'ARG') {
      const [name = '', value = ''] = wordsOf(instruction).join(' ').split(/=(.*)/s);
      buildArguments[name] = value;
    } else if (stage === undefined) throw new Error(`line ${lineOf(instruction)}: ${keyword} stands before FROM`);
    else stage.steps.push(stepOf(keyword, instruction));
  }
  return { buildArguments, stages };
}

function stepOf(keyword: string, instruction: Instruction): Step {
  const words = wordsOf(instruction);
  const [first = ''] = words;
  switch (keyword) {
    case 'RUN':
      return { kind: 'run', command: instruction.getArgumentsContent() ?? '' };
    case 'COPY':
      return {
        kind: 'copy',
        from: (instruction as Copy).getFromFlag()?.getValue() ?? undefined,
        sources: words.slice(0, -1),
        target: words.at(-1) ?? '',
      };
    case 'WORKDIR':
      return { kind: 'workdir', path: first };
    case 'ENV': {
      const [name = '', value = ''] = words.join(' ').split(/=(.*)/s);
      return { kind: 'env', name, value };
    }
    case 'USER':
      return { kind: 'user', user: first };
    case 'VOLUME':
      return { kind: 'volume', path: first };
    case 'ENTRYPOINT':
      return {
        kind: 'entrypoint',
        command: (instruction as JSONInstruction).getJSONStrings().map((each) => each.getJSONValue()),
      };
    default:
      throw new Error(
        `line ${lineOf(instruction)}: the replay does not know ${keyword}; teach it, or check with Docker`,
      );
  }
}

/** Arguments without flags. */
function wordsOf(instruction: Instruction): readonly string[] {
  return instruction.getArguments().map((argument) => argument.getValue());
}

function lineOf(instruction: Instruction): number {
  return instruction.getRange().start.line + 1;
}
