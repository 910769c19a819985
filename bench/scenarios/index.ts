import { pipe } from './pipe.ts';
import type { Scenario } from './scenario.ts';

/** All scenarios, in the order of the page. */
export const scenarios: readonly Scenario[] = [pipe];
