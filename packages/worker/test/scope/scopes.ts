import { resolveSettings } from '@connector/shared';
import type { MailAttachment } from '../../src/documents/index.ts';
import { createScope, type FolderPlace, type Scope, type ScopeSettings } from '../../src/scope/index.ts';

const id = (letter: string) => letter.repeat(36);

export const mailboxes = ['ann@contoso.com', 'ben@contoso.com', 'info@contoso.com', 'cem@fabrikam.com'] as const;

/** Settings as the worker gets them, from what an operator writes. */
export function settingsOf(env: Readonly<Record<string, string>> = {}): ScopeSettings {
  const needed = {
    EXCHANGE_CLIENT_ID: 'client',
    EXCHANGE_TENANT_ID: 'contoso.com',
    EXCHANGE_CLIENT_SECRET: 'very-secret',
    EXCHANGE_PRIMARY_SMTP_ADDRESS: mailboxes.join(),
    QBUSINESS_APPLICATION_ID: id('a'),
    QBUSINESS_INDEX_ID: id('b'),
    QBUSINESS_DATASOURCE_ID: id('c'),
  };
  const resolved = resolveSettings({ env: { ...needed, ...env }, parameters: {}, prefix: undefined });
  if (!resolved.ok) throw new Error(resolved.problems.map(({ message }) => message).join('\n'));
  return resolved.settings;
}

export function scopeOf(env: Readonly<Record<string, string>> = {}): Scope {
  return createScope(settingsOf(env));
}

/** A mail folder with no distinguished id on its path. */
export function folderAt(path: string, other: Partial<FolderPlace> = {}): FolderPlace {
  return { path: path.split('/'), wellKnownNames: [], ...other };
}

export function attachment(other: Partial<MailAttachment> = {}): MailAttachment {
  return { id: 'att-1', kind: 'file', isInline: false, ...other };
}
