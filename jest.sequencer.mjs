import Sequencer from '@jest/test-sequencer';

/**
 * Begins with the suites that start processes. They take longest and wait a lot, and their files are no larger than others,
 * which is all that Jest goes by where it has not run before: the last of them would go on for minutes beside an idle core.
 */
const startsProcesses = /[/\\]test[/\\](?:process|bench)[/\\]/;

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const begun = sorted.filter(({ path }) => startsProcesses.test(path));
    return [...begun, ...sorted.filter((test) => !begun.includes(test))];
  }
}
