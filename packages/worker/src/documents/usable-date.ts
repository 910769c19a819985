/**
 * The first date that has a place on the wire and in a text. Dates outside the years 1 to 9999 come from broken headers.
 */
export function usableDate(...candidates: readonly (Date | undefined)[]): Date | undefined {
  return candidates.find((date) => {
    const year = date?.getUTCFullYear() ?? Number.NaN;
    return year >= 1 && year <= 9999;
  });
}
