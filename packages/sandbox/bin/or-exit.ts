import { MailFolderError } from '../src/index.ts';

/** Ends the process with 2, as for a wrong argument, and one sentence when a folder cannot be served as mail. */
export async function orExit<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (thrown) {
    if (!(thrown instanceof MailFolderError)) throw thrown;
    console.error(thrown.message);
    process.exit(2);
  }
}
