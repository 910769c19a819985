/** Sentences in the scripts that a company's mail comes in, for bodies and subjects. */
export const phrases: readonly { readonly subject: string; readonly text: string }[] = [
  {
    subject: 'Budget review',
    text: 'Please find the figures for the coming quarter below; comments are welcome until Friday.',
  },
  {
    subject: 'Angebot für Müller & Söhne',
    text: 'Anbei das überarbeitete Angebot. Können wir die Größe der Lieferung bis übermorgen klären?',
  },
  {
    subject: 'Réunion déplacée',
    text: 'La réunion est déplacée à jeudi, même salle. Merci de prévenir l’équipe à l’étranger.',
  },
  {
    subject: 'Договор на подпись',
    text: 'Направляю договор на подпись, срок до конца недели. С уважением, отдел закупок.',
  },
  { subject: 'Προσφορά έργου', text: 'Σας στέλνω την προσφορά για το έργο· περιμένω τις παρατηρήσεις σας.' },
  { subject: '見積もりの件', text: 'お世話になっております。見積書を添付いたしますので、ご確認をお願いいたします。' },
  { subject: '合同修改', text: '附件是修改后的合同，请在星期五之前回复。谢谢！' },
  { subject: '회의 일정', text: '다음 주 회의 일정을 보내드립니다. 확인 부탁드립니다.' },
  { subject: 'عرض السعر', text: 'مرفق عرض السعر المعدل، نرجو الرد قبل نهاية الأسبوع.' },
  { subject: 'הצעת מחיר', text: 'מצורפת הצעת המחיר המעודכנת, אשמח לתשובה עד יום חמישי.' },
  {
    subject: 'Launch 🚀 next week',
    text: 'The launch is set 🎉 — e\u0301quipe complète, na\u0308chste Woche. 👩‍👩‍👧 welcome.',
  },
  { subject: 'Re-order: 5 < 7 & "quotes"', text: 'Order <b> tags & entities: 5 < 7 > 3 && "double" \'single\'.' },
];

export const outsiders: readonly { readonly name: string; readonly address: string }[] = [
  { name: 'Dr. Mia Schröder', address: 'mia.schroeder@supplier.example' },
  { name: '山田 太郎', address: 'yamada@partner.example' },
  { name: "O'Neil, Pat", address: "pat.o'neil@customer.example" },
  { name: 'no-reply', address: 'no-reply@service.example' },
];

/** Names of default folders in the languages that mailboxes are set up in. */
export const folderNames: readonly Readonly<Record<string, string>>[] = [
  {
    inbox: 'Inbox',
    sentitems: 'Sent Items',
    deleteditems: 'Deleted Items',
    junkemail: 'Junk Email',
    drafts: 'Drafts',
    outbox: 'Outbox',
    calendar: 'Calendar',
    contacts: 'Contacts',
    tasks: 'Tasks',
    syncissues: 'Sync Issues',
    conflicts: 'Conflicts',
    conversationhistory: 'Conversation History',
  },
  {
    inbox: 'Posteingang',
    sentitems: 'Gesendete Elemente',
    deleteditems: 'Gelöschte Elemente',
    junkemail: 'Junk-E-Mail',
    drafts: 'Entwürfe',
    outbox: 'Postausgang',
    calendar: 'Kalender',
    contacts: 'Kontakte',
    tasks: 'Aufgaben',
    syncissues: 'Synchronisierungsprobleme',
    conflicts: 'Konflikte',
    conversationhistory: 'Aufgezeichnete Unterhaltungen',
  },
  {
    inbox: '受信トレイ',
    sentitems: '送信済みアイテム',
    deleteditems: '削除済みアイテム',
    junkemail: '迷惑メール',
    drafts: '下書き',
    outbox: '送信トレイ',
    calendar: '予定表',
    contacts: '連絡先',
    tasks: 'タスク',
    syncissues: '同期の問題',
    conflicts: '競合',
    conversationhistory: '会話の履歴',
  },
  {
    inbox: 'Boîte de réception',
    sentitems: 'Éléments envoyés',
    deleteditems: 'Éléments supprimés',
    junkemail: 'Courrier indésirable',
    drafts: 'Brouillons',
    outbox: 'Boîte d’envoi',
    calendar: 'Calendrier',
    contacts: 'Contacts',
    tasks: 'Tâches',
    syncissues: 'Problèmes de synchronisation',
    conflicts: 'Conflits',
    conversationhistory: 'Historique des conversations',
  },
];
