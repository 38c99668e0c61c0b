/* A dialog that is loaded when somebody first opens it; one that can't be loaded says so. Its styles are loaded by who names it. */
import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { fail } from '../commands.ts';
import { closeDialog } from './Dialog.tsx';

/** what: begins the sentence that says so. */
export function Later({ what, load }: { what: string; load(): Promise<FunctionComponent> }) {
  const [Part, setPart] = useState<FunctionComponent | null>(null);
  useEffect(() => {
    load().then((part) => setPart(() => part), (error: unknown) => {
      fail(`${what} could not be loaded`, error);
      closeDialog();
    });
  }, []);
  return Part && <Part />;
}
