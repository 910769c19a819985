import type { Draw } from './generator-options.ts';
import { phrases } from './vocabulary.ts';

/** Markup as newsletters and ticket systems send it: nested tables, styles in every element, and little text. */
export function newsletter(bytes: number, draw: Draw): string {
  let text = '';
  for (let left = bytes; left > 0; ) {
    const row = newsletterRow(draw);
    text += row;
    left -= Buffer.byteLength(row);
  }
  return text;
}

function newsletterRow(draw: Draw): string {
  const { text = '' } = phrases[draw(phrases.length)] ?? {};
  const number = draw(10_000);
  const encoded = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return (
    '<table border="0" cellpadding="0" cellspacing="0" width="600" style="border-collapse:collapse"><tbody><tr>' +
    `<td align="left" style="font-family:Arial,sans-serif;font-size:14px;color:#333333"><p style="margin:0 0 8px">` +
    `<b>${number}</b>&nbsp;${encoded}</p></td><td width="120" style="padding:4px"><a style="color:#0b5cab" ` +
    `href="https://news.example/read?id=${number}&amp;utm_source=mail">mehr &raquo;</a></td></tr></tbody></table>\r\n`
  );
}
