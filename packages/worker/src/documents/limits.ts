/**
 * Limits that shape documents, in one place. Unless another source is named: Amazon Q Business service model
 * 2023-11-27. Adapters keep the limits of their own requests.
 */

/** Characters of a document title. */
export const titleCharacters = 1024;
/** Characters of a string attribute, and of each element of a list attribute (there at least 1). */
export const attributeCharacters = 2048;
/**
 * Elements of a list attribute. The model sets no bound; a mail to 5,000 people must not make a request too large, and
 * nobody filters by the 201st recipient.
 */
export const listElements = 200;
/** Bytes of text that the service extracts from a document: beyond it a document fails. */
export const extractedTextBytes = 5 * 1024 * 1024;
/** Nesting that survives in a cleaned body. Deeper elements lose their tags, not their text: browsers stop near 512. */
export const htmlDepth = 100;
/** Characters of a link that survives in a cleaned body: a longer one carries data, and would fill the body's bytes. */
export const linkCharacters = 8192;
