/* Held, and Available is chosen: exit emergency mode, or remain in it. Closing it changes nothing. */
import { Dialog } from './Dialog.tsx';
import { ExitOrRemain } from './Emergency.tsx';

export function ExitDialog() {
  return (
    <Dialog title="Exit emergency mode?" testid="exit-dialog">
      <div class="stack">
        <p>Both make you Available. As long as you remain in emergency mode, a call back of the emergency service reaches you here before all else.</p>
        <ExitOrRemain />
      </div>
    </Dialog>
  );
}
