/*
 * Where a message is written: plain, or formatted where that may be sent and the editor is loaded. Enter sends or breaks the line, as
 * its writer has set it. The draft belongs to who uses this.
 */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { settings } from '../settings.ts';
import { isolated } from '../words.ts';
import type { Draft } from './Editor.tsx';
import { editor, editorFailed, wantEditor } from './lazy.ts';

interface Props {
  draft: Draft;
  /** Whom it is for. */
  name: string;
  formats: boolean;
  disabled: boolean;
  /** waits: an image is still on its way. */
  onInput(draft: Draft, waits: boolean): void;
  onSend(): void;
  onProblem(text: string | null): void;
}

/** Enter, or Shift+Enter: as its writer has set it. */
export const isSend = (event: KeyboardEvent) =>
  event.key === 'Enter' && !event.isComposing && !event.ctrlKey && !event.altKey && event.shiftKey !== settings.value.enterSends;

export const SEND_TITLE = () => (settings.value.enterSends ? 'Enter sends, Shift+Enter breaks the line' : 'Shift+Enter sends, Enter breaks the line');

/** There is more to send than pictures and the marks of empty items. */
export const hasText = ({ text, html }: Draft) => (html === null ? text : text.replaceAll('[image]', '').replace(/^\s*(-|\d+\.)\s*$/gm, '')).trim() !== '';

export function Field({ draft, name, formats, disabled, onInput, onSend, onProblem }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [composing, setComposing] = useState(false); // an input method would lose what it composes
  useEffect(() => { if (formats) wantEditor(); }, [formats]);
  const Editor = formats && !composing ? editor.value : null;

  useLayoutEffect(() => {
    const box = field.current;
    if (!box) return;
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  }, [draft.text]);

  function onKeyDown(event: KeyboardEvent): void {
    if (!isSend(event)) return;
    event.preventDefault();
    onSend();
  }

  const about = { label: `Message to ${name}`, placeholder: `Message to ${isolated(name)}` };
  if (Editor) {
    const plain = field.current && document.activeElement === field.current ? field.current : null;
    return (
      <Editor {...about} draft={draft} disabled={disabled} describedBy="composer-count" testid="composer-text"
        takesOver={plain && { start: plain.selectionStart, end: plain.selectionEnd }} onSend={onSend} onProblem={onProblem} onInput={onInput} />
    );
  }
  return (
    <textarea ref={field} rows={2} value={draft.text} readOnly={draft.html !== null && !editorFailed.value} disabled={disabled} aria-label={about.label}
      placeholder={about.placeholder} onKeyDown={onKeyDown} aria-describedby="composer-count" data-testid="composer-text"
      onCompositionStart={() => setComposing(true)} onCompositionEnd={() => setComposing(false)}
      onInput={(event) => onInput({ text: event.currentTarget.value, html: null }, false)} />
  );
}
