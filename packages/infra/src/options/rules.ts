import { fargateMemory } from './fargate-sizes.ts';
import type { StackOptions } from './options-table.ts';

/** What is wrong with options that are valid by themselves but not together. */
export function crossProblems({ cpu, memory, vpcId, maxAzs, natGateways }: Partial<StackOptions>): readonly string[] {
  const problems: string[] = [];
  const sizes = cpu === undefined ? undefined : fargateMemory[cpu];
  if (memory !== undefined && sizes !== undefined && !sizes.includes(memory)) {
    problems.push(
      `memory is ${memory} MiB, which Fargate does not have with cpu ${cpu}. Allowed: ${sizes.join(', ')}.`,
    );
  }
  if (vpcId === undefined && maxAzs !== undefined && natGateways !== undefined && natGateways > maxAzs) {
    problems.push(`natGateways is ${natGateways} but maxAzs is ${maxAzs}. Allowed: not more than one for each zone.`);
  }
  return problems;
}
