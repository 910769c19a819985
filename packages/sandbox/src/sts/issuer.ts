import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** Algorithms that tokens are signed with (API reference of GetWebIdentityToken). */
export const algorithms = ['RS256', 'ES384'] as const;
export type Algorithm = (typeof algorithms)[number];

/** What a token says. */
export interface WebIdentityTerms {
  readonly issuer: string;
  /** ARN of the role that asks. */
  readonly subject: string;
  readonly audience: readonly string[];
  readonly algorithm: Algorithm;
  /** Life in seconds. */
  readonly seconds: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Signs tokens with keys of this start. */
export interface Issuer {
  sign(terms: WebIdentityTerms): Promise<string>;
  /** The public keys, as OpenID Connect discovery gives them. */
  keys(): Promise<{ readonly keys: readonly JWK[] }>;
}

export function createIssuer(): Issuer {
  // Made when they are needed first: RSA keys take time, and most sandboxes never sign.
  let pairs: Promise<Readonly<Record<Algorithm, Awaited<ReturnType<typeof generateKeyPair>>>>> | undefined;
  const all = () => {
    pairs ??= makeKeys();
    return pairs;
  };
  return {
    sign: async ({ issuer, subject, audience, algorithm, seconds, now }) =>
      new SignJWT({ 'https://sts.amazonaws.com/': { aws_account: '000000000000', principal_id: subject } })
        .setProtectedHeader({ alg: algorithm, kid: algorithm, typ: 'JWT' })
        .setIssuer(issuer)
        .setSubject(subject)
        .setAudience(audience.length === 1 ? String(audience[0]) : [...audience])
        .setIssuedAt(Math.floor(now / 1000))
        .setExpirationTime(Math.floor(now / 1000) + seconds)
        .setJti(randomUUID())
        .sign((await all())[algorithm].privateKey),
    keys: async () => {
      const made = await all();
      const keys = algorithms.map(async (alg) => ({
        ...(await exportJWK(made[alg].publicKey)),
        alg,
        kid: alg,
        use: 'sig',
      }));
      return { keys: await Promise.all(keys) };
    },
  };
}

async function makeKeys() {
  const [RS256, ES384] = await Promise.all(algorithms.map((algorithm) => generateKeyPair(algorithm)));
  if (RS256 === undefined || ES384 === undefined) throw new Error('there are two algorithms');
  return { RS256, ES384 };
}
