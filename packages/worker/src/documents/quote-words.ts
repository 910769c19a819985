/** What mail programs write around earlier messages, in the languages they speak. In lower case. */

export type HeaderKind = 'from' | 'date' | 'to' | 'subject';

const labels: Readonly<Record<HeaderKind, string>> = {
  from: 'from|von|de|da|van|från|fra|lähettäjä|od|kimden|от|发件人|寄件者|差出人|보낸 사람',
  date: "sent|date|gesendet|datum|envoyé|date d'envoi|enviado el|enviado|enviada em|fecha|inviato|data|verzonden|skickat|sendt|dato|lähetetty|wysłano|gönderildi|tarih|отправлено|дата|发送时间|日期|送信日時|보낸 날짜",
  to: 'to|an|à|a|para|aan|till|til|vastaanottaja|do|kime|кому|收件人|宛先|받는 사람',
  subject: 'subject|betreff|objet|asunto|oggetto|assunto|onderwerp|ämne|emne|aihe|temat|konu|тема|主题|主旨|件名|제목',
};

/** Labels of the headers of an earlier message. */
export const headerLabels: ReadonlyMap<string, HeaderKind> = new Map(
  (Object.keys(labels) as HeaderKind[]).flatMap((kind) =>
    labels[kind].split('|').map((label) => [label, kind] as const),
  ),
);

/** Between dashes, above an earlier message. */
export const originalMarks: ReadonlySet<string> = new Set(
  (
    "original message|original appointment|ursprüngliche nachricht|originalnachricht|message d'origine|" +
    'message d’origine|message original|mensaje original|messaggio originale|mensagem original|' +
    'oorspronkelijk bericht|originalmeddelande|ursprungligt meddelande|original meddelelse|oprindelig meddelelse|' +
    'opprinnelig melding|alkuperäinen viesti|oryginalna wiadomość|orijinal mesaj|исходное сообщение|原始邮件|元のメッセージ'
  ).split('|'),
);

/** Above a message that is passed on. */
export const forwardMarks: ReadonlySet<string> = new Set(
  (
    'forwarded message|begin forwarded message|weitergeleitete nachricht|weitergeleitete mail|' +
    'anfang der weitergeleiteten nachricht|message transféré|message réexpédié|début du message transféré|' +
    'début du message réexpédié|mensaje reenviado|inicio del mensaje reenviado|messaggio inoltrato|' +
    'inizio messaggio inoltrato|mensagem encaminhada|início da mensagem reencaminhada|doorgestuurd bericht|' +
    'begin doorgestuurd bericht|vidarebefordrat meddelande|videresendt meddelelse|videresendt melding|' +
    'przekazana wiadomość|пересылаемое сообщение|转发的邮件'
  ).split('|'),
);

/** In the line that says whose words follow. */
export const writesVerbs: readonly string[] = (
  'wrote|writes|schrieb|schreibt|a écrit|escribió|ha scritto|escreveu|schreef|geschreven|skrev|kirjoitti|napisał|' +
  'yazdı|написал|写道|のメール'
).split('|');
