/* Twelve keys, for a number or for tones within a call: pressed, or typed while one of them has the focus. */
const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];
const WORDS: Record<string, string> = { '*': 'star', '#': 'hash' };

export function Keypad({ label, onKey }: { label: string; onKey(key: string): void }) {
  return (
    <div class="keypad" role="group" aria-label={label} data-testid="keypad"
      onKeyDown={(event) => { if (KEYS.includes(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) { event.preventDefault(); onKey(event.key); } }}>
      {KEYS.map((key) => (
        <button key={key} type="button" aria-label={WORDS[key]} onClick={() => onKey(key)} data-testid={`key-${WORDS[key] ?? key}`}>{key}</button>
      ))}
    </div>
  );
}
