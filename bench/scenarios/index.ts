import { attachments } from './attachments.ts';
import { cost } from './cost.ts';
import { engine } from './engine.ts';
import { latency } from './latency.ts';
import { nothingNew } from './nothing-new.ts';
import { peer } from './peer.ts';
import { pipe } from './pipe.ts';
import { profile } from './profile.ts';
import type { Scenario } from './scenario.ts';
import { size } from './size.ts';
import { start } from './start.ts';

/** All scenarios, in the order of the page. */
export const scenarios: readonly Scenario[] = [
  engine,
  pipe,
  peer,
  latency,
  nothingNew,
  size,
  attachments,
  start,
  cost,
  profile,
];
