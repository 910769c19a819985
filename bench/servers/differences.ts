import { compare, type Sandbox } from '@connector/sandbox';

/** What keeps the index from being equal to the mailboxes, a line each; addresses and texts are generated ones. */
export async function whatDiffers(sandbox: Sandbox): Promise<readonly string[]> {
  const { missing, extra, leaked, messages, messagesInIndex } = await compare(sandbox, []);
  return [
    ...(messagesInIndex === messages ? [] : [`${messagesInIndex} of ${messages} messages are in the index`]),
    ...missing.map((finding) => `missing: ${JSON.stringify(finding)}`),
    ...extra.map((finding) => `extra: ${JSON.stringify(finding)}`),
    ...leaked.map((finding) => `leaked: ${JSON.stringify(finding)}`),
  ];
}
