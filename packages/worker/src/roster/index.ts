export type { RosterOptions, RosterSettings } from './current-roster.ts';
export { currentRoster, newestRoster } from './current-roster.ts';
export { retireRoster } from './retire-roster.ts';
