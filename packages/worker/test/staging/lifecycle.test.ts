import type { LifecycleRule } from '@aws-sdk/client-s3';
import { expect, it } from '@jest/globals';
import { expiryDays } from '../../src/staging/lifecycle.ts';

const rule = (rest: Partial<LifecycleRule>): LifecycleRule => ({
  Status: 'Enabled',
  Expiration: { Days: 3 },
  ...rest,
});

it.each<[string, LifecycleRule, number | undefined]>([
  ['has no filter', rule({}), 3],
  ['has the prefix in its old place', rule({ Prefix: 'exchange-' }), 3],
  ['has a prefix among other conditions that are none', rule({ Filter: { And: { Prefix: 'exchange-' } } }), 3],
  ['is switched off', rule({ Status: 'Disabled' }), undefined],
  ['removes on a date', rule({ Expiration: { Date: new Date(0) } }), undefined],
  ['is for another prefix', rule({ Filter: { Prefix: 'logs/' } }), undefined],
  ['goes by a tag', rule({ Filter: { Tag: { Key: 'a', Value: 'b' } } }), undefined],
  ['goes by size', rule({ Filter: { And: { Prefix: '', ObjectSizeGreaterThan: 1 } } }), undefined],
])('a rule that %s', (_, given, days) => {
  expect(expiryDays([given], 'exchange-connector/')).toBe(days);
});
