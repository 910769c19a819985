/** Something that a person has to mend before the set-up can go on. The message says how. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}
