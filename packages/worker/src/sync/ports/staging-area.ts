/** A place from which the index fetches content that is too large for a request. */
export interface StagingArea {
  /**
   * Makes sure that the place is there and empties itself: nothing else removes what is put there, because nobody says
   * when the index has read it.
   * @throws ConnectorError of kind `configuration` when it cannot be used
   */
  check(signal: AbortSignal): Promise<void>;
  /**
   * Puts a document's content there. The same content of the same document goes to the same place and begins to age anew.
   * @throws ConnectorError; what concerns the place and not the content is of kind `configuration`
   */
  put(documentId: string, content: Uint8Array, signal: AbortSignal): Promise<StagedContent>;
  close(): Promise<void>;
}

/** Where the content of one document stands. */
export interface StagedContent {
  readonly bucket: string;
  readonly key: string;
}
