/** A text as it is compared: in lower case, with one form of each accent, and one blank where there are several. */
export function foldText(text: string): string {
  return text.toLowerCase().normalize('NFC').replace(/\s+/g, ' ').trim();
}
