/* A dialog, or another part, that is loaded when it is first shown; one that can't be loaded says so. Its styles are loaded by who names it. */
import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { fail } from '../commands.ts';
import { closeDialog } from './Dialog.tsx';

interface Props {
  /** Begins the sentence that says so. */
  what: string;
  load(): Promise<FunctionComponent>;
  /** Instead of that sentence, and of closing the dialog: of what is none. */
  onFail?(): void;
}

export function Later({ what, load, onFail }: Props) {
  const [Part, setPart] = useState<FunctionComponent | null>(null);
  useEffect(() => {
    let shown = true;
    load().then((part) => { if (shown) setPart(() => part); }, (error: unknown) => {
      if (!shown) return;
      if (onFail) return onFail();
      fail(`${what} could not be loaded`, error);
      closeDialog();
    });
    return () => { shown = false; setPart(null); }; // one dialog may lead to another
  }, [what]);
  return Part && <Part />;
}
