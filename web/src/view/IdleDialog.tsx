/* The warning that a session is about to end by idle timeout, over whatever is open (idle.ts). Closing it is an answer, too. */
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Dialog } from './Dialog.tsx';

interface Props {
  endsAt: number;
  minutes: number;
  stay(): void;
}

/** Answers what takes it away. */
export function warnIdle(endsAt: number, minutes: number, stay: () => void): () => void {
  const box = document.body.appendChild(document.createElement('div'));
  render(<IdleDialog endsAt={endsAt} minutes={minutes} stay={stay} />, box);
  return () => {
    render(null, box);
    box.remove();
  };
}

const secondsTo = (endsAt: number) => Math.max(0, Math.ceil((endsAt - Date.now()) / 1000));

function IdleDialog({ endsAt, minutes, stay }: Props) {
  const [left, setLeft] = useState(secondsTo(endsAt));
  useEffect(() => {
    const tick = setInterval(() => setLeft(secondsTo(endsAt)), 500);
    return () => clearInterval(tick);
  }, [endsAt]);
  return (
    <Dialog title="Are you still there?" testid="idle-dialog" onClose={stay}>
      <div class="stack">
        <p>You will be logged out in <b data-testid="idle-left">{left} s</b>: sessions end after {minutes} minutes without activity. What you wrote stays here.</p>
        <p class="hidden" role="alert">You will be logged out within a minute.</p>
        <div class="actions">
          <button type="button" class="primary" autofocus onClick={stay} data-testid="idle-stay">Stay logged in</button>
        </div>
      </div>
    </Dialog>
  );
}
