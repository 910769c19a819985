/** Bytes, as the settings count them. */
export const megabyte = 1024 * 1024;
/** Milliseconds. */
export const day = 24 * 60 * 60 * 1000;
