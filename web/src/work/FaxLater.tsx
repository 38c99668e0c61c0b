/* The draft of a fax, over whatever section is open; loaded when one is begun. */
import './Lists.css'; // of the sections, too: of a part that is loaded later nobody loads the styles
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { draft, draftProblem } from './fax.ts';

export function FaxLater() {
  const wanted = draft.value !== null || draftProblem.value !== null;
  const [Part, setPart] = useState<ComponentType | null>(null);
  useEffect(() => {
    if (wanted && !Part) import('./FaxDraft.tsx').then((part) => setPart(() => part.FaxDraft), (error: unknown) => { draft.value = null; draftProblem.value = error; });
  }, [wanted]);
  return wanted && Part ? <Part /> : null;
}
