/**
 * Mutation tests, see docs/explanation/testing.md. `TEST_MUTATION` names the folder under test: its code is mutated, and
 * its own tests have to notice.
 */
const folder = process.env.TEST_MUTATION ?? 'sync';

/**
 * Mocha goes through files in this order, and a mutant is done with its first failing test: the quick ones come first. Tests
 * that go through whole worlds (random histories, a crash at every call, fifty thousand messages) would take seconds for each
 * mutant: what they alone notice counts as survived.
 */
const testFiles = {
  documents: ['*.test.ts'],
  sync: [
    '!(spec-*|audit*|broken-job|dry-run|*histories).test.ts',
    'spec-@(store|folder|folder-listing|attachments|sync-job).test.ts',
    'audit*.test.ts',
  ],
};

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  // Index files hold no code, and the reference page is held to its text by a test of its own.
  mutate: [`packages/worker/src/${folder}/**/*.ts`, '!**/index.ts', '!**/reference-page.ts'],
  testRunner: 'mocha',
  testRunnerNodeArgs: ['--import', './scripts/mutation/register.mjs'],
  mochaOptions: { spec: testFiles[folder].map((name) => `packages/worker/test/${folder}/${name}`) },
  coverageAnalysis: 'perTest',
  // A static mutant needs a process of its own. Those of documents are rows of tables (formats, elements, fields, patterns) and
  // take longer than all others together.
  ignoreStatic: folder === 'documents',
  thresholds: { high: 95, low: 85, break: 85 },
  concurrency: 2,
  incremental: true,
  incrementalFile: `.cache/mutation/${folder}.json`,
  jsonReporter: { fileName: `.cache/mutation/${folder}-report.json` },
  htmlReporter: { fileName: `.cache/mutation/${folder}.html` },
  tempDirName: '.cache/mutation/sandbox',
  reporters: ['clear-text', 'progress-append-only', 'json', 'html'],
  clearTextReporter: { logTests: false },
  plugins: ['@stryker-mutator/mocha-runner'],
};
