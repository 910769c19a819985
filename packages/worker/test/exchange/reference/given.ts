/**
 * A property that the server may have left out. The library throws on those, and has null, empty text or stray objects for
 * others; absent is absent here.
 */
export function given<T>(read: () => T | null | undefined): T | undefined {
  try {
    return read() ?? undefined;
  } catch {
    return undefined;
  }
}

/** A text that is not empty; the library has objects in place of some texts. */
export function givenText(read: () => unknown): string | undefined {
  const text = given(read);
  return typeof text === 'string' && text.trim() !== '' ? text : undefined;
}
