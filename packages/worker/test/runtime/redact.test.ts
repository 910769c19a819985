import { describe, expect, it } from '@jest/globals';
import { redact } from '../../src/runtime/redact.ts';

const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwczovL291dGxvb2sifQ.c2lnbmF0dXJl';

describe('redact', () => {
  it.each<[string, string, readonly string[]]>([
    ['a bearer token', `Authorization: Bearer ${jwt}`, [jwt]],
    ['a bearer token in a sentence', 'refused Bearer abcdefghijklmnop.qrstuvwx', ['abcdefghijklmnop']],
    ['a basic password', 'sent Basic c3ZjOnNlY3JldC1wYXNzd29yZA==', ['c3ZjOnNlY3Jl']],
    [
      'headers as JSON',
      `{"authorization":"Bearer ${jwt}","x-amz-security-token":"FwoGZXIvYXdz"}`,
      [jwt, 'FwoGZXIvYXdz'],
    ],
    ['a token alone', `the token ${jwt} has expired`, [jwt, 'eyJhdWQ']],
    ['half a token', `the token ${jwt.slice(0, 30)}`, [jwt.slice(0, 30)]],
    ['a session token', 'x-amz-security-token:FwoGZXIvYXdzEBYaDH/9+k=', ['FwoGZXIvYXdz']],
    [
      'a signed URL',
      'GET https://x/?X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F2026&X-Amz-Signature=fe5f80',
      ['AKIA', 'fe5f80'],
    ],
    ['an access key id', 'the key ASIAIOSFODNN7EXAMPLE is not active', ['ASIAIOSFODNN7EXAMPLE']],
    [
      'the canonical request of a signature',
      "The Canonical String for this request should have been\n'POST\n/\n\nhost:q\nx-amz-security-token:IQoJb3JpZ2lu\n\nhost'",
      ['IQoJb3JpZ2lu', 'host:q'],
    ],
    ['a client secret in a form', 'client_id=a&client_secret=hunter2%7E&grant_type=x', ['hunter2']],
    [
      'a client secret by its look',
      'invalid secret abC8Q~0123456789abcdefghijABCDEFGHIJ.-~1',
      ['0123456789abcdefghij'],
    ],
    [
      'a private key',
      '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----',
      ['MIIEpAIBAAKCAQEA'],
    ],
    ['half a private key', '-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKCAQEA', ['MIIEpAIBAAKCAQEA']],
    ['a password in a URL', 'connect to https://svc:pass-word@proxy.example:8080/ failed', ['svc', 'pass-word']],
    ['an address', 'the mailbox alice.smith@contoso.com was refused', ['alice.smith@']],
  ])('leaves nothing of %s', (_, text, secret) => {
    const redacted = redact(text);
    for (const part of secret) expect(redacted).not.toContain(part);
  });

  it.each([
    [
      "Value 'Your salary review' at 'documents.1.member.title' failed to satisfy constraint: Member must be shorter",
      'salary',
    ],
    ["Value 'it's Bob's salary\nreview' at 'title' failed to satisfy constraint: Member must be shorter", 'salary'],
    ["ValidationException: Value 'Your salary review is lo", 'salary'],
    [`ValidationException: the title "${'Your salary review is due, '.repeat(3)}" is not allowed`, 'salary'],
  ])('leaves no content that a service quotes: %s', (text, secret) => {
    expect(redact(`1 validation error detected: ${text}`)).not.toContain(secret);
  });

  it('keeps every constraint of a validation error', () => {
    const one = "Value 'a title' at 'documents.1.member.title' failed to satisfy constraint: Member must be shorter";
    const redacted = redact(`2 validation errors detected: ${one}; ${one.replaceAll('title', 'id')}`);
    expect(redacted.match(/failed to satisfy constraint/g)).toHaveLength(2);
    expect(redacted).toContain("at 'documents.1.member.id'");
  });

  it.each([
    'EXCHANGE_CLIENT_SECRET is not set and EXCHANGE_CERTIFICATE is not set either. Allowed: a client secret.',
    'EXCHANGE_EWS_URL is "http://mail.contoso.com/EWS/Exchange.asmx". Allowed: an https URL; http only towards this machine.',
    'Basic authentication is not possible with Exchange Online',
    'the parameters under /exchange-connector/dev could not be read: AccessDeniedException: not authorized.',
  ])('keeps what operators need: %s', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('cuts a line after 500 characters and a text after 50 lines', () => {
    expect(redact('x'.repeat(501))).toBe(`${'x'.repeat(499)}…`);
    expect(redact('x'.repeat(500))).toHaveLength(500);
    expect(redact('x\n'.repeat(200)).split('\n')).toHaveLength(51);
  });

  // Patterns that begin anew at each character need hours for these.
  it.each(['a', "'", "Value '", '"a', 'eyJ', '://', 'Bearer ', 'password=', '-----BEGIN PRIVATE KEY-----', '\n'])(
    'ends soon with a text of ten million characters of %j',
    (part) => {
      const text = `ValidationException: ${part.repeat(10_000_000 / part.length)}`;
      expect(redact(text).length).toBeLessThanOrEqual(51 * 501);
    },
  );
});
