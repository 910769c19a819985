/** A line of the block above a text: label and value. */
export type HeaderLine = readonly [string, string];
