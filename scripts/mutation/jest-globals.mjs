import { expect } from 'expect';
import { configureGlobal } from 'fast-check';
import { bind } from 'jest-each';

/**
 * What the tests import from `@jest/globals`, on Mocha. A mutant is tried in a fraction of a second there: one process
 * loads the tests once for all mutants, where Jest sets up each test file again for each of them.
 */
const { beforeEach, afterEach } = globalThis;
const describe = withEach(globalThis.describe);
const it = withEach(globalThis.it);

// A mutant is dead with the first counterexample: the smallest one is of no interest.
configureGlobal({ endOnFailure: true });

function withEach(declare) {
  // Without the third argument, a test's own limit of time: Stryker has one for all.
  const plain = (title, body) => declare(title, body);
  return Object.assign(plain, { each: bind(plain, false) });
}

export { afterEach, beforeEach, describe, expect, it };
