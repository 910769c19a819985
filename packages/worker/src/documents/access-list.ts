/** Somebody the index knows by e-mail address or group name; whom an `own-group` has in it, this connector tells it. */
export type Principal =
  | { readonly kind: 'user'; readonly id: string }
  | { readonly kind: 'group'; readonly name: string }
  | { readonly kind: 'own-group'; readonly name: string };

declare const built: unique symbol;

/**
 * Who may see a document: any of `allow`. The brand leaves `allowOnly` as the one way to make one, and the tuple type
 * leaves no way to make an empty one. The bug class it prevents: Amazon Q Business treats a document without access
 * rules as public, so one forgotten member would publish private mail.
 */
export interface AccessList {
  readonly allow: readonly [Principal, ...Principal[]];
  readonly [built]: true;
}

/**
 * An access list of these principals.
 * @throws RangeError when an id is empty, holds control characters or is longer than 1024 (UserId of the API model).
 */
export function allowOnly(first: Principal, ...others: readonly Principal[]): AccessList {
  const allow = [first, ...others] as const;
  for (const principal of allow) {
    const id = principal.kind === 'user' ? principal.id : principal.name;
    if (!/^\P{C}{1,1024}$/u.test(id)) {
      throw new RangeError(`a principal's id must have 1 to 1024 printable characters, this one has ${id.length}`);
    }
  }
  return { allow } as unknown as AccessList;
}

/** Only the owner of a mailbox. The address is the canonical one: lower-case primary SMTP. */
export function ownerAccess(address: string): AccessList {
  return allowOnly({ kind: 'user', id: address });
}
