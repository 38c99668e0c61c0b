/* A field with its words, a hint and what is wrong with it; whoever can't see it is told all three. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

/** What a control takes to belong to its field. */
export interface Told { id: string; 'aria-invalid': boolean; 'aria-describedby': string; 'data-testid': string }

interface Props {
  name: string;
  word: string;
  hint?: ComponentChildren;
  wrong?: string | undefined;
  required?: boolean | undefined;
  /** Beside the control. */
  beside?: ComponentChildren;
  children(told: Told): ComponentChildren;
}

export function Field({ name, word, hint, wrong, required, beside, children }: Props) {
  const id = useId();
  return (
    <div class={wrong ? 'field wrong' : 'field'}>
      <label for={id}>{word}{required && <span class="soft"> (required)</span>}</label>
      <div class="control">{children({ id, 'aria-invalid': !!wrong, 'aria-describedby': `${id}-wrong ${id}-hint`, 'data-testid': `field-${name}` })}{beside}</div>
      <Wrong id={`${id}-wrong`} name={name} words={wrong} />
      {hint && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}

/** Of a box to tick: the words stand beside it. */
export function Tick({ name, word, hint, wrong, checked, disabled = false, onTick }: Omit<Props, 'children'> & { checked: boolean; disabled?: boolean; onTick(on: boolean): void }) {
  const id = useId();
  return (
    <div class={wrong ? 'field wrong' : 'field'}>
      <label class="check"><input type="checkbox" checked={checked} disabled={disabled} aria-invalid={!!wrong} aria-describedby={`${id}-wrong ${id}-hint`}
        onChange={(event) => onTick(event.currentTarget.checked)} data-testid={`field-${name}`} />{word}</label>
      <Wrong id={`${id}-wrong`} name={name} words={wrong} />
      {hint && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}

export const Wrong = ({ id, name, words }: { id: string; name: string; words: string | undefined }) => <p id={id} class="error" data-testid={`wrong-${name}`}>{words}</p>;
