import * as z from 'zod';
import { isHostName } from '../../text/host-name.ts';
import { showBeginning, showPlain } from '../show-value.ts';
import type { ValueType } from '../value-type.ts';

const trimmed = z.string().trim().min(1);

/** Any text that is not empty; the words say what it should be. */
export function text(range: string): ValueType<string> {
  return { name: 'text', range, allowed: range, schema: trimmed, show: showBeginning };
}

/** A name that people make up, of these characters. */
export function nameOf(pattern: RegExp, range: string): ValueType<string> {
  return { name: 'text', range, allowed: range, schema: trimmed.regex(pattern), show: showPlain };
}

/** A host name or an IPv4 address that a URL keeps as it is. */
export const hostName: ValueType<string> = {
  name: 'host name',
  range: 'labels of letters, digits and `-`, joined by dots',
  allowed: 'a host name: labels of letters, digits and `-`, joined by dots',
  schema: trimmed.refine((value) => isHostName(value) && urlKeeps(value)),
  show: showPlain,
};

/** URL reads numbers in its own way: `1.2.3` is 1.2.0.3 to it, and `999.1.1.1` nothing at all. */
function urlKeeps(host: string): boolean {
  const url = `https://${host}/`;
  return URL.canParse(url) && new URL(url).hostname === host.toLowerCase();
}

/** The id of a directory, or one of its domains; both have the form of a host name. */
export const tenant: ValueType<string> = {
  name: 'text',
  range: 'the directory (tenant) id or one of its domains',
  allowed: 'the directory (tenant) id or one of its domains',
  schema: trimmed.refine(isHostName),
  show: showBeginning,
};

/** Microsoft: group resource type, displayName has 256 characters at the most. */
export const groupRef: ValueType<string> = {
  name: 'text',
  range: 'the object id, the address or the display name of a group, of 1 to 256 printable characters',
  allowed: 'the object id, the address or the display name of a group, of 1 to 256 printable characters',
  schema: trimmed.max(256).regex(/^\P{C}+$/u),
  show: showBeginning,
};

/** ApplicationId, IndexId and DataSourceId of the Amazon Q Business service model 2023-11-27. */
export const qbusinessId: ValueType<string> = {
  name: 'text',
  range: '36 letters, digits and hyphens',
  allowed: '36 letters, digits and hyphens',
  schema: trimmed.regex(/^[a-zA-Z0-9][a-zA-Z0-9-]{35}$/),
  show: showBeginning,
};

/** Amazon S3 user guide, general purpose bucket naming rules; S3.bucket of the Amazon Q Business service model. */
export const bucketName: ValueType<string> = {
  name: 'text',
  range: 'the name of a bucket: 3 to 63 lower-case letters, digits, `-` and `.`',
  allowed: 'the name of a bucket: 3 to 63 lower-case letters, digits, `-` and `.`',
  schema: trimmed.regex(/^(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
  show: showPlain,
};

/** RoleArn of the Amazon Q Business service model. */
export const roleArn: ValueType<string> = {
  name: 'text',
  range: '`arn:aws:iam::<account>:role/<name>`',
  allowed: 'the ARN of a role: `arn:aws:iam::<account>:role/<name>`',
  schema: trimmed.max(1284).regex(/^arn:aws[a-z-]{0,20}:iam::\d{12}:role\/[\w+=,.@/-]+$/),
  show: showBeginning,
};
