/* A button that copies a text, and says so. */
import { useState } from 'preact/hooks';

export function Copy({ text, word = 'Copy', link = false }: { text: string; word?: string; link?: boolean }) {
  const [shown, setShown] = useState(word);
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(text); // not there without TLS
      setShown('Copied');
    } catch {
      setShown('The browser did not let it be copied');
    }
  }
  return <button type="button" class={link ? 'link' : undefined} title={text} onClick={() => void copy()} data-testid="copy">{shown}</button>;
}
