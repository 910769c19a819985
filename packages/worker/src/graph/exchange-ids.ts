/**
 * An id as EWS writes it. Both write the same ids, in base64 with another alphabet: `-` stands for `/`, and `_` for `+`
 * (Microsoft: `convertToEwsId` of Outlook add-ins). Folders keep one id for life, and are remembered under the one of EWS, so
 * that a change of the source finds them again.
 */
export function toExchangeId(restId: string): string {
  return restId.replaceAll('-', '/').replaceAll('_', '+');
}

/** An id of EWS as Graph takes it in a path. */
export function toRestId(exchangeId: string): string {
  return exchangeId.replaceAll('/', '-').replaceAll('+', '_');
}
