/* The editor, loaded when somebody first writes where formatted text may be sent; until then, and where it can't be had, a plain field does. */
import './Editor.css'; // of a part that is loaded later nobody loads the styles
import './Formatted.css';
import { signal } from '@preact/signals';
import type { Editor } from './Editor.tsx';

export const editor = signal<typeof Editor | null>(null);
export const editorFailed = signal(false);
let asked = false;

export function wantEditor(): void {
  if (asked) return;
  asked = true;
  import('./Editor.tsx').then((part) => (editor.value = part.Editor), () => { asked = false; editorFailed.value = true; });
}
