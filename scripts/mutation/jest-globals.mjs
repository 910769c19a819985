import { expect } from 'expect';
import { configureGlobal } from 'fast-check';
import { bind } from 'jest-each';

/**
 * What the tests import from `@jest/globals`, on Mocha. A mutant is tried in a fraction of a second there: one process
 * loads the tests once for all mutants, where Jest sets up each test file again for each of them. Every file has an
 * instance of this module, so that what it declares outside a suite is its own, as in Jest, and not everybody's.
 */
const ofFile = [];
let inSuite = false;

// A mutant is dead with the first counterexample: the smallest one is of no interest.
configureGlobal({ endOnFailure: true });

const describe = withEach((title, body) => {
  if (inSuite) return globalThis.describe(title, body);
  return globalThis.describe(title, () => {
    for (const declare of ofFile) declare();
    inSuite = true;
    body();
    inSuite = false;
  });
});
// Without the third argument, a test's own limit of time: Stryker has one for all.
const it = withEach((title, body) => globalThis.it(title, body));
const beforeEach = (body) => declareHook(() => globalThis.beforeEach(body));
const afterEach = (body) => declareHook(() => globalThis.afterEach(body));

function declareHook(declare) {
  if (inSuite) declare();
  else ofFile.push(declare);
}

function withEach(declare) {
  return Object.assign(declare, { each: bind((title, body) => declare(title, body), false) });
}

export { afterEach, beforeEach, describe, expect, it };
