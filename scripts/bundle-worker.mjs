import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cyclonedxEsbuildPlugin } from '@cyclonedx/cyclonedx-esbuild';
import { decode, encode } from '@jridgewell/sourcemap-codec';
import { build } from 'esbuild';

/**
 * Bundles the worker into `packages/worker/dist`: two entry files, for the process and its sync thread, with source maps, and
 * `bom.json`, a CycloneDX list of the packages that really are in the bundle. It is made from what esbuild read, not from
 * what is installed, so that it knows neither development dependencies nor the package manager.
 * Does nothing when the bundle is newer than everything it is made of. Several calls may run at once.
 */
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const worker = join(root, 'packages/worker');
const dist = join(worker, 'dist');
const quiet = process.argv.includes('--quiet');

/**
 * The EWS library writes requests; answers are read and sent by code of ours. Left out of it is its own transport, with an HTTP
 * client, an identity library and a list of domains that are loaded with it; and the zones of times before this decade and after
 * it, since no request has a time in it.
 */
const leaveOutUnused = {
  name: 'leave-out-unused',
  setup(bundler) {
    bundler.onResolve({ filter: /^@ewsjs\/xhr$/ }, ({ path }) => ({ path, namespace: 'unused' }));
    bundler.onLoad({ filter: /.*/, namespace: 'unused' }, ({ path }) => ({
      contents: `class Unused { constructor() { throw new Error('${path} is not in the bundle'); } }
        module.exports = { XhrApi: Unused, NtlmProvider: Unused, CookieProvider: Unused };`,
    }));
    bundler.onResolve({ filter: /^moment-timezone$/ }, ({ resolveDir, kind }) =>
      bundler.resolve('moment-timezone/builds/moment-timezone-with-data-10-year-range.js', { resolveDir, kind }),
    );
  },
};

/**
 * Leaves of the code of packages, which is nearly all of the bundle, which file it is from: at the first stack trace each thread
 * decodes the maps of all that it loaded and keeps them, 45 MB of them otherwise.
 */
function thinMap(file) {
  const map = JSON.parse(readFileSync(file, 'utf8'));
  const isOfPackage = map.sources.map((source) => source.includes('node_modules/'));
  let last;
  const thinned = decode(map.mappings).map((segments) =>
    segments.flatMap(([column, source, ...original]) => {
      if (source === undefined) return [];
      const isSame = source === last;
      last = source;
      if (isOfPackage[source]) return isSame ? [] : [[column, source, 0, 0]];
      return [[column, source, ...original]];
    }),
  );
  writeFileSync(file, JSON.stringify({ ...map, mappings: encode(thinned) }));
}

function newest(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((time, entry) => Math.max(time, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0);
}

function isUpToDate() {
  const output = join(dist, 'main.mjs');
  if (!existsSync(output)) return false;
  const inputs = [newest(join(worker, 'src')), newest(join(root, 'packages/shared/src'))];
  const files = [join(root, 'pnpm-lock.yaml'), fileURLToPath(import.meta.url)].map((file) => statSync(file).mtimeMs);
  return statSync(output).mtimeMs > Math.max(...inputs, ...files);
}

if (!isUpToDate()) {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const temporary = mkdtempSync(join(root, '.cache/bundle-'));
  const { version } = JSON.parse(readFileSync(join(worker, 'package.json'), 'utf8'));
  await build({
    entryPoints: [join(worker, 'src/main.ts'), join(worker, 'src/sync-thread.ts')],
    outdir: temporary,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    chunkNames: 'chunk-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // Node reads the maps when it loads the files and keeps them for good: no texts of sources in them, and names stay as they are.
    sourcemap: true,
    sourcesContent: false,
    minifyWhitespace: true,
    minifySyntax: true,
    keepNames: true,
    define: { CONNECTOR_VERSION: JSON.stringify(version) },
    plugins: [
      leaveOutUnused,
      cyclonedxEsbuildPlugin({
        outputFile: join(temporary, 'bom.json'),
        outputReproducible: true,
        logLevel: 'warning',
      }),
    ],
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    logLevel: quiet ? 'error' : 'info',
  });
  for (const file of readdirSync(temporary)) if (file.endsWith('.map')) thinMap(join(temporary, file));
  mkdirSync(dist, { recursive: true });
  // Chunks first: whoever starts the old entry file in between still finds its own.
  const files = readdirSync(temporary).sort(
    (one, other) => Number(other.startsWith('chunk')) - Number(one.startsWith('chunk')),
  );
  for (const file of files) {
    try {
      renameSync(join(temporary, file), join(dist, file));
    } catch {
      cpSync(join(temporary, file), join(dist, file));
    }
  }
  rmSync(temporary, { recursive: true, force: true });
}
