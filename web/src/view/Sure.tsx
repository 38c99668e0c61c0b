/* A button for what can't be undone: pressed, it asks in its own place. Esc, or the other button, leaves it. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

interface Props {
  word: string;
  /** Of what: for who can't see where it stands. */
  about?: string;
  question: string;
  testid: string;
  /** Of the button before it asks. */
  look?: string | undefined;
  /** Whether its command runs: it can't be pressed then, and keeps the focus. */
  waits?: boolean;
  run(): unknown;
}

export function Sure({ word, about, question, testid, look, waits, run }: Props) {
  const [asks, setAsks] = useState(false);
  const keep = useRef<HTMLButtonElement>(null), first = useRef<HTMLButtonElement>(null), left = useRef(false);
  useLayoutEffect(() => {
    if (asks) keep.current?.focus();
    else if (left.current) first.current?.focus();
    left.current = false;
  }, [asks]);
  function leave(): void {
    left.current = true;
    setAsks(false);
  }
  if (!asks) return <button ref={first} type="button" class={look} aria-disabled={waits} onClick={() => { if (!waits) setAsks(true); }} data-testid={testid}>{word}{about && <span class="hidden"> {about}</span>}</button>;
  return (
    <span class="sure" role="group" aria-label={question} onKeyDown={(event) => { if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); leave(); } }}>
      <span>{question}</span>
      <button type="button" class="danger" onClick={() => { left.current = waits !== undefined; setAsks(false); void run(); }} data-testid={`${testid}-sure`}>{word}</button>
      <button ref={keep} type="button" onClick={leave} data-testid={`${testid}-keep`}>Keep</button>
    </span>
  );
}
