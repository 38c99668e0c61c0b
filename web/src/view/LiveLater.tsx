/* The live view, loaded when somebody first opens it: agents have none. */
import './LiveDialog.css'; // of a part that is loaded later nobody loads the styles
import type { FunctionComponent } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { fail } from '../commands.ts';
import { closeDialog } from './Dialog.tsx';

export function LiveLater() {
  const [View, setView] = useState<FunctionComponent | null>(null);
  useEffect(() => {
    import('./LiveDialog.tsx').then((part) => setView(() => part.LiveDialog), (error: unknown) => {
      fail('The live view could not be loaded', error);
      closeDialog();
    });
  }, []);
  return View && <View />;
}
