/* Lines to read later: missed offers, things that did not work. Each stays until it is read. */
import './Lines.css';
import { useEffect } from 'preact/hooks';
import { dropLine, lines, type Line } from '../desk.ts';
import { say } from '../alerts.ts';
import { clockTime } from '../words.ts';
import { Copy } from './Copy.tsx';
import { focusSoon } from './focus.ts';
import { Icon } from './Icon.tsx';

export function Lines() {
  if (lines.value.length === 0) return null;
  return (
    <ul class="lines" aria-label="To read">
      {lines.value.map((line) => <OneLine key={line.id} line={line} />)}
    </ul>
  );
}

function OneLine({ line }: { line: Line }) {
  useEffect(() => {
    if (line.kind === 'error') say(line.text, true);
  }, []);
  function remove(): void {
    dropLine(line.id);
    focusSoon('line-remove', 'status');
  }

  return (
    <li class={line.kind} data-testid={line.kind === 'missed' ? 'missed' : 'line'}>
      <Icon name={line.kind === 'missed' ? 'clock' : 'warning'} size={14} />
      <span class="grow">{line.text} <time>{clockTime(line.at)}</time>{line.draft && <> <Copy text={line.draft} word="Copy what you had typed" link /></>}</span>
      <button type="button" class="quiet icon" aria-label={`Remove: ${line.text}`} onClick={remove} data-testid="line-remove">
        <Icon name="close" size={12} />
      </button>
    </li>
  );
}
