import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A frame of a profile, as V8 writes it. */
export interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** Where a frame's code comes from: a folder of the worker, or a package. */
export class Origins {
  readonly #maps = new Map<string, SourceMap | undefined>();

  /** Undefined for Node itself and for native code: who called it has to answer for it. */
  of({ url, lineNumber, columnNumber }: CallFrame): string | undefined {
    const map = this.#mapOf(url);
    if (map === undefined) return undefined;
    const entry = map.findEntry(lineNumber, columnNumber) as { readonly originalSource?: string };
    return entry.originalSource === undefined ? undefined : originOf(entry.originalSource);
  }

  #mapOf(url: string): SourceMap | undefined {
    if (!url.startsWith('file:') || !url.includes('/packages/worker/dist/')) return undefined;
    if (!this.#maps.has(url)) {
      const payload = JSON.parse(readFileSync(`${fileURLToPath(url)}.map`, 'utf8'));
      this.#maps.set(url, new SourceMap(payload));
    }
    return this.#maps.get(url);
  }
}

function originOf(source: string): string {
  const own = /packages\/(worker|shared)\/src\/(.+)\.ts$/.exec(source);
  if (own !== null) return `${own[1]}/${own[2]}`;
  // The EWS library's own source map names its files as if they stood outside of its package.
  if (/\.pnpm\/src\/js\//.test(source)) return 'ews-javascript-api';
  const packages = [...source.matchAll(/node_modules\/(?:\.pnpm\/)?(@[^/+]+\/[^/]+|[^/@.][^/@]*)/g)];
  return packages.at(-1)?.[1] ?? source;
}
