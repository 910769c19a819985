import type { MailBody } from './mail-message.ts';
import { beginsForward, beginsHistory, isAttribution } from './quote-forms.ts';
import { htmlLines, type QuoteLine, textLines } from './quote-lines.ts';
import { subjectKind } from './subject-kind.ts';

/** What becomes of earlier messages that a message repeats. */
export type QuotedHistory = 'keep' | 'drop';

const marks = { html: '<div>[…]</div>', text: '[…]\n' } as const;

/**
 * A body without the earlier messages that it repeats; a mark stands for each part that is left out. What a forwarded
 * message brings along is its content, so it stays, and so does everything in a message that says nothing of its own. In
 * doubt nothing is left out: a form that replies and forwards share counts in a message whose subject is that of a reply.
 */
export function withoutHistory({ format, content }: MailBody, subject: string | undefined): string {
  const kind = subjectKind(subject);
  if (kind === 'forward') return content;
  const lines = format === 'html' ? htmlLines(content) : textLines(content);
  if (lines === undefined || lines.some(beginsForward)) return content;
  const isReply = kind === 'reply';
  // Transcripts of servers and programs begin lines with > as well.
  if (format === 'text' && !isReply && !lines.some((_, position) => isAttributed(lines, position))) return content;
  const history = historyOf(lines, isReply);
  const saysSomething = lines.some((line) => !history.has(line) && /[\p{L}\p{N}]/u.test(line.text));
  return saysSomething ? without(content, { lines, history, mark: marks[format] }) : content;
}

function historyOf(lines: readonly QuoteLine[], isReply: boolean): ReadonlySet<QuoteLine> {
  const history = new Set<QuoteLine>();
  for (const [position, line] of lines.entries()) {
    if (isReply && !line.quoted && beginsHistory(lines, position)) {
      return new Set([...history, ...lines.slice(ruleBefore(lines, position))]);
    }
    if (!line.quoted) continue;
    history.add(line);
    for (const above of attributionBefore(lines, position)) history.add(above);
  }
  return history;
}

function isAttributed(lines: readonly QuoteLine[], position: number): boolean {
  return lines[position]?.quoted === true && attributionBefore(lines, position).length > 0;
}

/** Outlook draws a line above the block of headers in plain text. */
function ruleBefore(lines: readonly QuoteLine[], position: number): number {
  const above = lastFilled(lines, position);
  return above !== undefined && /^[_\-=*]{5,}$/.test(lines[above]?.text.trim() ?? '') ? above : position;
}

/** Lines that say whose words follow: one, or up to three that a mail program wrapped. */
function attributionBefore(lines: readonly QuoteLine[], position: number): readonly QuoteLine[] {
  const last = lastFilled(lines, position);
  if (last === undefined || lines[last]?.quoted === true) return [];
  for (const count of [3, 2, 1]) {
    const own = lines.slice(Math.max(0, last + 1 - count), last + 1);
    if (own.length === count && own.every(({ quoted }) => !quoted) && isAttribution(own.map(({ text }) => text))) {
      return own;
    }
  }
  return [];
}

/** The last line above that is not blank; a few blank ones in between do not matter. */
function lastFilled(lines: readonly QuoteLine[], position: number): number | undefined {
  for (let above = position - 1; above >= Math.max(0, position - 4); above -= 1) {
    if (lines[above]?.text.trim() !== '') return above;
  }
  return undefined;
}

interface Cut {
  readonly lines: readonly QuoteLine[];
  readonly history: ReadonlySet<QuoteLine>;
  readonly mark: string;
}

function without(content: string, { lines, history, mark }: Cut): string {
  let marked = false;
  const parts = lines.map((line) => {
    if (history.has(line)) {
      const part = marked ? '' : mark;
      marked = true;
      return part;
    }
    // Blank lines between two parts that are left out make no two of them.
    if (line.text.trim() !== '') marked = false;
    return content.slice(line.start, line.end);
  });
  return parts.join('');
}
