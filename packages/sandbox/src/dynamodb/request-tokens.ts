import { DynamoDbError } from './answer.ts';

/** Tokens that make a repeated transaction harmless. The SDK sends one with every call and again with its retries. */
export interface RequestTokens {
  /** Whether this very request was done lately. @throws DynamoDbError when the token came with another request */
  isRepeated(token: string | undefined, content: string): boolean;
  remember(token: string | undefined, content: string): void;
}

/** How long a token is remembered: 10 minutes (API reference of TransactWriteItems). */
const rememberedMs = 10 * 60 * 1000;

export function requestTokens(now: () => number): RequestTokens {
  const known = new Map<string, { content: string; at: number }>();
  return {
    isRepeated: (token, content) => {
      const earlier = token === undefined ? undefined : known.get(token);
      if (earlier === undefined || now() - earlier.at >= rememberedMs) return false;
      if (earlier.content === content) return true;
      throw new DynamoDbError('IdempotentParameterMismatchException', 'the token was used with another request');
    },
    remember: (token, content) => {
      if (token !== undefined) known.set(token, { content, at: now() });
    },
  };
}
