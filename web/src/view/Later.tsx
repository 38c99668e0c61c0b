/* A dialog, or another part, that is loaded when it is first shown; one that can't be loaded says so. Its styles are loaded by who names it. */
import type { FunctionComponent, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { fail } from '../commands.ts';
import { closeDialog } from './Dialog.tsx';

/** `what` begins the sentence that says so, and the dialog is closed; `failed`: instead of both. */
type Props = { load(): Promise<FunctionComponent> } & ({ what: string; failed?: undefined } | { what?: undefined; failed(again: () => void): VNode });

export function Later({ what, load, failed }: Props) {
  const [Part, setPart] = useState<FunctionComponent | null>(null), [lost, setLost] = useState(false);
  useEffect(() => {
    if (lost) return;
    let shown = true;
    load().then((part) => { if (shown) setPart(() => part); }, (error: unknown) => {
      if (!shown) return;
      if (failed) return setLost(true);
      fail(`${what} could not be loaded`, error);
      closeDialog();
    });
    return () => { shown = false; setPart(null); }; // one dialog may lead to another
  }, [what, lost]);
  return failed && lost ? failed(() => setLost(false)) : Part && <Part />;
}
