import { describe, expect, it } from '@jest/globals';
import { Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { combinations } from './support/combinations.ts';
import { stackWith } from './support/stacks.ts';

/** Findings of cdk-nag that are not acknowledged, as `rule path`. */
function findingsOf(stack: IConstruct): readonly string[] {
  const { violations } = new AwsSolutionsChecks(stack, { verbose: true }).validateScope(stack);
  return violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
  );
}

/** What is acknowledged anywhere in a stack: finding, and reason. */
function acknowledgedIn(stack: IConstruct): readonly (readonly [string, string])[] {
  return stack.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Record<string, string>));
}

describe('cdk-nag', () => {
  it.each(Object.entries(combinations))('finds nothing that is not acknowledged: %s', (_, given) => {
    expect(findingsOf(stackWith(given))).toEqual([]);
  });

  it('would find what is not as it should be', () => {
    const stack = stackWith();
    new Bucket(stack, 'Careless');
    expect(findingsOf(stack)).toEqual([
      'AwsSolutions-S1 stack/Careless/Resource',
      'AwsSolutions-S10 stack/Careless/Resource',
    ]);
  });

  it('is answered finding by finding, each with a reason', () => {
    const acknowledged = acknowledgedIn(stackWith(combinations['all there is']));
    const rules = acknowledged.flatMap(([finding]) => /AwsSolutions-(\w+)/.exec(finding)?.[1] ?? []);
    // Wildcards: of the worker with settings, key, indexes, tokens and staged documents; of the two other roles one each.
    expect(rules.sort()).toEqual([...Array(3).fill('ECS2'), ...Array(7).fill('IAM5'), 'S1']);
    expect(acknowledged.filter(([, reason]) => reason.split(' ').length < 5)).toEqual([]);
  });
});
