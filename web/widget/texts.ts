/** All words that the widget says, by language; what a page may replace by the attribute `texts` (JSON of the same keys). */
const en = {
  open: 'Open chat', close: 'Close chat', message: 'Your message', first: 'How can we help?', send: 'Send', begin: 'Start chat', connecting: 'Connecting …', attach: 'Attach a file',
  end: 'End chat', endAsk: 'End this chat?', yes: 'Yes, end it', no: 'No',
  waiting: 'Please wait, somebody will be with you soon.', place: 'You are number {n} in line.', estimate: 'About {n} min.', talking: '{name} is with you.',
  ended: 'This chat has ended.', again: 'Start another chat', lost: 'No connection. Trying again …', unsent: 'Not sent yet', notSent: 'Not sent.', edit: 'Edit', typing: '{name} is typing …',
  you: 'You', automatic: 'Automatic answer', missing: 'Please fill this in.', optional: 'optional', choose: 'Please choose',
  tooMuch: 'That was too much at once. Please wait a moment.', tooLong: 'Too long: at most {n} characters.', failed: 'That did not work. Please try again.',
  refused: 'The chat is not available on this page.', file: 'File', image: 'Image', fileTooLarge: 'The file is too large: at most {n} MB.', fileRefused: 'This file can’t be sent. Possible kinds: {n}.', filesRefused: 'No more files can be sent today.', sending: 'Sending the file …',
  transcript: 'Send me a transcript', email: 'E-mail address', transcriptDone: 'The transcript is here:', transcriptMailed: 'It is on its way to {n}, too.', transcriptLink: 'Open transcript', newMessages: 'New message from {name}',
};
export type Texts = typeof en;

const de: Texts = {
  open: 'Chat öffnen', close: 'Chat schließen', message: 'Ihre Nachricht', first: 'Wie können wir helfen?', send: 'Senden', begin: 'Chat beginnen', connecting: 'Verbindung wird hergestellt …', attach: 'Datei anhängen',
  end: 'Chat beenden', endAsk: 'Diesen Chat beenden?', yes: 'Ja, beenden', no: 'Nein',
  waiting: 'Bitte warten Sie, gleich ist jemand für Sie da.', place: 'Sie sind Nummer {n} in der Reihe.', estimate: 'Etwa {n} Min.', talking: '{name} ist für Sie da.',
  ended: 'Dieser Chat ist beendet.', again: 'Neuen Chat beginnen', lost: 'Keine Verbindung. Neuer Versuch …', unsent: 'Noch nicht gesendet', notSent: 'Nicht gesendet.', edit: 'Bearbeiten', typing: '{name} schreibt …',
  you: 'Sie', automatic: 'Automatische Antwort', missing: 'Bitte ausfüllen.', optional: 'freiwillig', choose: 'Bitte wählen',
  tooMuch: 'Das war zu viel auf einmal. Bitte warten Sie einen Moment.', tooLong: 'Zu lang: höchstens {n} Zeichen.', failed: 'Das hat nicht geklappt. Bitte noch einmal versuchen.',
  refused: 'Der Chat ist auf dieser Seite nicht verfügbar.', file: 'Datei', image: 'Bild', fileTooLarge: 'Die Datei ist zu groß: höchstens {n} MB.', fileRefused: 'Diese Datei kann nicht gesendet werden. Möglich sind: {n}.', filesRefused: 'Heute können keine weiteren Dateien gesendet werden.', sending: 'Die Datei wird gesendet …',
  transcript: 'Gesprächsprotokoll senden', email: 'E-Mail-Adresse', transcriptDone: 'Hier ist das Protokoll:', transcriptMailed: 'Es geht auch an {n}.', transcriptLink: 'Protokoll öffnen', newMessages: 'Neue Nachricht von {name}',
};

const sv: Texts = {
  open: 'Öppna chatten', close: 'Stäng chatten', message: 'Ditt meddelande', first: 'Vad kan vi hjälpa till med?', send: 'Skicka', begin: 'Starta chatt', connecting: 'Ansluter …', attach: 'Bifoga en fil',
  end: 'Avsluta chatten', endAsk: 'Vill du avsluta chatten?', yes: 'Ja, avsluta', no: 'Nej',
  waiting: 'Vänta lite, någon kommer snart.', place: 'Du är nummer {n} i kön.', estimate: 'Ungefär {n} min.', talking: '{name} hjälper dig.',
  ended: 'Chatten är avslutad.', again: 'Starta en ny chatt', lost: 'Ingen anslutning. Försöker igen …', unsent: 'Inte skickat än', notSent: 'Inte skickat.', edit: 'Redigera', typing: '{name} skriver …',
  you: 'Du', automatic: 'Automatiskt svar', missing: 'Fyll i det här.', optional: 'frivilligt', choose: 'Välj',
  tooMuch: 'Det blev för mycket på en gång. Vänta en stund.', tooLong: 'För långt: högst {n} tecken.', failed: 'Det gick inte. Försök igen.',
  refused: 'Chatten är inte tillgänglig på den här sidan.', file: 'Fil', image: 'Bild', fileTooLarge: 'Filen är för stor: högst {n} MB.', fileRefused: 'Filen kan inte skickas. Möjliga typer: {n}.', filesRefused: 'Inga fler filer kan skickas i dag.', sending: 'Filen skickas …',
  transcript: 'Skicka en utskrift', email: 'E-postadress', transcriptDone: 'Här är utskriften:', transcriptMailed: 'Den är också på väg till {n}.', transcriptLink: 'Öppna utskriften', newMessages: 'Nytt meddelande från {name}',
};

const languages: Record<string, Texts> = { en, de, sv };

/** Those of a language ("de-AT" takes "de"), English where there are none; `own` replaces single ones. */
export function textsOf(language: string, own?: Partial<Texts>): Texts {
  return { ...en, ...languages[language.toLowerCase().split('-')[0] ?? 'en'], ...own };
}

export const fill = (text: string, value: string | number) => text.replace(/\{\w+\}/, () => String(value));
