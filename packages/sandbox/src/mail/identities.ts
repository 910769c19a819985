/**
 * Which items are one item that moved: the serial that it first came under is its identity. Items that never moved take no
 * memory.
 */
export class Identities {
  readonly #bySerial = new Map<number, number>();
  readonly #newest = new Map<number, number>();
  readonly #previous = new Map<number, number>();

  /** The identity of an item that is or was there. */
  of(serial: number): number {
    return this.#bySerial.get(serial) ?? serial;
  }

  /** The serial that the item of an identity has now, or had last. */
  serialOf(identity: number): number {
    return this.#newest.get(identity) ?? identity;
  }

  /** The serial that an item had before its last move, if it was ever moved. */
  before(serial: number): number | undefined {
    return this.#previous.get(serial);
  }

  /** The item has another serial from now on. */
  move(from: number, to: number): void {
    const identity = this.of(from);
    this.#bySerial.set(to, identity);
    this.#newest.set(identity, to);
    this.#previous.set(to, from);
  }
}
