/* Twelve keys, for a number or for tones within a call: pressed, or typed while one of them has the focus. */
import type { Ref } from 'preact';
import { useEffect } from 'preact/hooks';
import { say } from '../alerts.ts';
import { keysWords } from '../words.ts';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];
const WORDS: Record<string, string> = { '*': 'star', '#': 'hash' };

/** A number is typed without being spoken to. */
const REST_MS = 1_000;

export const keysOf = (text: string): string => [...text].filter((one) => KEYS.includes(one)).join('');

/** off: it takes no key now. onText: what is pasted. box: what takes keys with the focus. */
export function Keypad({ label, onKey, off = false, onText, box }: { label: string; onKey(key: string): void; off?: boolean; onText?(text: string): void; box?: Ref<HTMLDivElement> }) {
  const go = (key: string): void => { if (!off) onKey(key); };
  const type = (event: KeyboardEvent): void => {
    const { key } = event, isKey = KEYS.includes(key);
    /* By AltGr, which may say that it is Ctrl and Alt, # and * are typed on many keyboards. */
    if (event.metaKey || ((event.ctrlKey || event.altKey) && !event.getModifierState('AltGraph'))) return;
    if (isKey || (event.repeat && (key === 'Enter' || key === ' '))) event.preventDefault();
    if (isKey && !event.repeat) go(key); // held down it is one key
  };
  return (
    <div ref={box ?? null} class="keypad" role="group" tabIndex={-1} aria-label={label} aria-disabled={off} data-testid="keypad"
      onKeyDown={type} onPaste={(event) => { if (!off) onText?.(event.clipboardData?.getData('text') ?? ''); }}>
      {KEYS.map((key) => (
        <button key={key} type="button" aria-label={WORDS[key]} aria-disabled={off} onClick={() => go(key)} data-testid={`key-${WORDS[key] ?? key}`}>{key}</button>
      ))}
    </div>
  );
}

/** They may be a secret: how many there were stands here and is said, and the last one stands here. before: what stands here until one is pressed. */
export function KeysSent({ count, last, before = '', testid }: { count: number; last: string; before?: string; testid: string }) {
  useEffect(() => {
    if (count === 0) return;
    const rest = setTimeout(() => say(`${keysWords(count)} pressed.`), REST_MS);
    return () => clearTimeout(rest);
  }, [count]);
  return <p class="soft" data-testid={testid}>{count > 0 ? `${keysWords(count)}, last ${last}` : before}</p>;
}
