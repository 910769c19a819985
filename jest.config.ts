/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  roots: ['<rootDir>/packages', '<rootDir>/test'],
  testMatch: ['**/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
  },
  testSequencer: '<rootDir>/jest.sequencer.mjs',
  testTimeout: 30_000,
  // Jest leaves a core idle by default, which on two of them doubles the time.
  maxWorkers: '100%',
  // A process that ran sixty suites has its event loop empty at once, and takes half a second to give back its memory: Jest
  // takes that for a leak by default. A handle that is left open is told all the same, after this many milliseconds.
  workerGracefulExitTimeout: 10_000,
  cacheDirectory: '<rootDir>/.cache/jest',
};

export default config;
