import type { LifecycleRule } from '@aws-sdk/client-s3';

/**
 * Days after which the bucket removes what stands under a prefix: of all rules that take in the whole of it, the
 * shortest. Undefined: nothing removes it. A rule that goes by tags or sizes leaves something standing, so it does not count.
 */
export function expiryDays(rules: readonly LifecycleRule[], prefix: string): number | undefined {
  const days = rules.flatMap((rule) => {
    const after = rule.Expiration?.Days;
    return rule.Status === 'Enabled' && after !== undefined && covers(rule, prefix) ? [after] : [];
  });
  return days.length === 0 ? undefined : Math.min(...days);
}

function covers({ Prefix, Filter }: LifecycleRule, prefix: string): boolean {
  const { Tag, And, ObjectSizeGreaterThan, ObjectSizeLessThan } = Filter ?? {};
  const selective = [Tag, And?.Tags, ObjectSizeGreaterThan, ObjectSizeLessThan];
  const bySize = [And?.ObjectSizeGreaterThan, And?.ObjectSizeLessThan];
  if ([...selective, ...bySize].some((condition) => condition !== undefined)) return false;
  return prefix.startsWith(And?.Prefix ?? Filter?.Prefix ?? Prefix ?? '');
}
