import type { SerialSet } from './item-range.ts';
import { lowerBound } from './lower-bound.ts';

/** The items of a folder in the order in which they were received. Those without such a time are not in it. */
export class ArrivalOrder {
  readonly #serials: SerialSet;
  readonly #receivedMs: (serial: number) => number | undefined;
  #ordered: readonly { readonly serial: number; readonly at: number }[] = [];
  #version: number | undefined;

  constructor(serials: SerialSet, receivedMs: (serial: number) => number | undefined) {
    this.#serials = serials;
    this.#receivedMs = receivedMs;
  }

  /**
   * Up to `count` serials of items received from `from` on and before `before`, those received last first.
   * @param version another one whenever the folder changed; the order is made anew then
   */
  between(from: number, before: number, { count, version }: { count: number; version: number }): readonly number[] {
    if (version !== this.#version) this.#order(version);
    const end = this.#position(before);
    const begin = Math.max(this.#position(from), end - count);
    return this.#ordered
      .slice(begin, end)
      .map(({ serial }) => serial)
      .reverse();
  }

  #order(version: number): void {
    this.#ordered = this.#serials
      .below(Number.MAX_SAFE_INTEGER, this.#serials.size)
      .flatMap((serial) => {
        const at = this.#receivedMs(serial);
        return at === undefined ? [] : { serial, at };
      })
      .sort((one, other) => one.at - other.at || one.serial - other.serial);
    this.#version = version;
  }

  /** Index of the first item that was not received before. */
  #position(at: number): number {
    return lowerBound(this.#ordered.length, (index) => (this.#ordered[index]?.at ?? 0) < at);
  }
}
