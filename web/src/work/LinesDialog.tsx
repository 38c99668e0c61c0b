/* Which of the lines that one was given one sees, and in which order. */
import { useState } from 'preact/hooks';
import { wordsOf } from '../people/contacts.ts';
import { Dialog } from '../view/Dialog.tsx';
import { chooseLines, type DeskLine } from './frontdesk.ts';

export function LinesDialog({ lines, onClose }: { lines: DeskLine[]; onClose(): void }) {
  const [order, setOrder] = useState(lines);
  const [wrong, setWrong] = useState<string | null>(null);
  const tick = (id: string) => setOrder(order.map((one) => (one.id === id ? { ...one, chosen: !one.chosen } : one)));
  const swap = (i: number, by: number) => setOrder(order.map((one, at) => (at === i ? order[i + by]! : at === i + by ? order[i]! : one)));
  const keep = () => void chooseLines(order.filter((one) => one.chosen).map((one) => one.id)).then(onClose, (error: unknown) => setWrong(wordsOf(error)));
  return (
    <Dialog title="Lines" testid="lines-dialog" onClose={onClose}>
      <div class="stack">
        <p class="soft">The lines that an administrator has given you. Without a choice you see them all.</p>
        <ul class="rows line-choices">
          {order.map((one, i) => (
            <li key={one.id} data-testid="line-choice" data-id={one.id}>
              <label class="check grow"><input type="checkbox" checked={one.chosen} onChange={() => tick(one.id)} /> <bdi>{one.name}</bdi>{one.own && ' (your own)'}{one.kind === 'agent' && ' (contact center)'}</label>
              <button type="button" class="quiet icon" disabled={i === 0} aria-label={`Move ${one.name} up`} onClick={() => swap(i, -1)} data-testid="line-up">↑</button>
              <button type="button" class="quiet icon" disabled={i === order.length - 1} aria-label={`Move ${one.name} down`} onClick={() => swap(i, 1)} data-testid="line-down">↓</button>
            </li>))}
        </ul>
        {wrong && <p class="error" role="alert">{wrong}</p>}
        <div class="row"><button type="button" class="primary" onClick={keep} data-testid="lines-keep">Keep</button><button type="button" onClick={onClose}>Cancel</button></div>
      </div>
    </Dialog>
  );
}
