import { validation } from './errors.ts';
import { type Algorithm, algorithms } from './issuer.ts';

/** A request for a token, as it is allowed. */
export interface WebIdentityRequest {
  readonly audience: readonly string[];
  readonly algorithm: Algorithm;
  readonly seconds: number;
}

/** Seconds that a token may live, and the default (API reference of GetWebIdentityToken). */
const shortestSeconds = 60;
const longestSeconds = 3600;
const defaultSeconds = 300;
/** Characters of an audience (service model of AWS STS 2011-06-15). */
const audienceCharacters = 1000;

/** Parameters that the API has; `Tags` are for nobody here. */
const known = /^(?:Action|Version|SigningAlgorithm|DurationSeconds|Audience\.member\.\d+)$/;

/** @throws StsError ValidationError for what the API does not allow */
export function readWebIdentityRequest(form: URLSearchParams): WebIdentityRequest {
  const stray = [...form.keys()].filter((name) => !known.test(name));
  if (stray.length > 0) throw validation(`Unknown parameter: ${stray.join(', ')}`);
  return { audience: audienceOf(form), algorithm: algorithmOf(form), seconds: secondsOf(form) };
}

function audienceOf(form: URLSearchParams): readonly string[] {
  const audience = [...form.entries()].filter(([name]) => name.startsWith('Audience.')).map(([, value]) => value);
  if (audience.length === 0) throw validation("Value null at 'audience' failed to satisfy constraint: not null");
  if (audience.some((each) => each === '' || each.length > audienceCharacters)) {
    throw validation(`Value at 'audience' failed to satisfy constraint: 1 to ${audienceCharacters} characters`);
  }
  return audience;
}

function algorithmOf(form: URLSearchParams): Algorithm {
  const given = form.get('SigningAlgorithm');
  const algorithm = algorithms.find((each) => each === given);
  if (algorithm !== undefined) return algorithm;
  throw validation(`Value '${given}' at 'signingAlgorithm' failed to satisfy constraint: ${algorithms.join(', ')}`);
}

function secondsOf(form: URLSearchParams): number {
  const given = form.get('DurationSeconds') ?? String(defaultSeconds);
  const seconds = Number(given);
  if (/^\d+$/.test(given) && seconds >= shortestSeconds && seconds <= longestSeconds) return seconds;
  const range = `${shortestSeconds} to ${longestSeconds}`;
  throw validation(`Value '${given}' at 'durationSeconds' failed to satisfy constraint: ${range}`);
}
