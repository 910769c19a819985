import { lowerBound } from './lower-bound.ts';

/**
 * The serials of the items in one folder. A generated folder begins as one range of serials and costs nothing; only what
 * happens afterwards takes memory.
 */
export class SerialSet {
  readonly #first: number;
  readonly #last: number;
  /** Missing from the range. */
  readonly #removed = new Set<number>();
  /** Beside the range, ascending: serials only grow. */
  #added: number[] = [];

  /** @param first,last the range, both included; empty when `last` is smaller */
  constructor(first = 1, last = 0) {
    this.#first = first;
    this.#last = last;
  }

  get size(): number {
    return Math.max(0, this.#last - this.#first + 1) - this.#removed.size + this.#added.length;
  }

  has(serial: number): boolean {
    if (serial >= this.#first && serial <= this.#last) return !this.#removed.has(serial);
    return this.#added[this.#position(serial)] === serial;
  }

  add(serial: number): void {
    this.#added.push(serial);
  }

  delete(serial: number): void {
    if (serial >= this.#first && serial <= this.#last) this.#removed.add(serial);
    else this.#added = this.#added.filter((added) => added !== serial);
  }

  /** Up to `count` serials smaller than `below`, descending. */
  below(below: number, count: number): readonly number[] {
    const found: number[] = [];
    for (let at = this.#position(below) - 1; at >= 0 && found.length < count; at -= 1) {
      const serial = this.#added[at];
      if (serial !== undefined && serial > this.#last) found.push(serial);
    }
    for (let serial = Math.min(below - 1, this.#last); serial >= this.#first && found.length < count; serial -= 1) {
      if (!this.#removed.has(serial)) found.push(serial);
    }
    for (let at = this.#position(Math.min(below, this.#first)) - 1; at >= 0 && found.length < count; at -= 1) {
      const serial = this.#added[at];
      if (serial !== undefined) found.push(serial);
    }
    return found;
  }

  /** Index of the first added serial that is not smaller. */
  #position(serial: number): number {
    return lowerBound(this.#added.length, (index) => (this.#added[index] ?? 0) < serial);
  }
}
