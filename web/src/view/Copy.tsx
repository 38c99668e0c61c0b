/* A button that copies a text, and says so. */
import { useState } from 'preact/hooks';

export function Copy({ text, word = 'Copy', link = false }: { text: string; word?: string; link?: boolean }) {
  const [copied, setCopied] = useState(false);
  return (
    <button type="button" class={link ? 'link' : undefined} data-testid="copy"
      onClick={() => void navigator.clipboard?.writeText(text).then(() => setCopied(true), () => {})}>{copied ? 'Copied' : word}</button>
  );
}
