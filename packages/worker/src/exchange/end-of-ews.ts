/**
 * When Exchange Online ends EWS, in milliseconds since the epoch. Microsoft, "Exchange Online EWS, Your Time is Almost Up" and
 * its follow-ups: since 10 October 2026 `EWSEnabled` works with a list of applications alone, and on 1 April 2027 EWS goes.
 */
export const ewsEndsAt = Date.UTC(2027, 3, 1);
export const ewsEndText = '1 April 2027';
