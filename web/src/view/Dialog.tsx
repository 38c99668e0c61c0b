/* A modal dialog. The browser keeps the focus inside, closes on Esc, gives the focus back. `cancel` of a file field inside bubbles up here: the
 * same file chosen again is no Esc. */
import './Dialog.css';
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { dialog } from '../desk.ts';
import { Icon } from './Icon.tsx';

interface Props {
  title: ComponentChildren;
  testid: string;
  wide?: boolean;
  full?: boolean;
  /** A dialog over another one: what closes it alone. */
  onClose?: () => void;
  children: ComponentChildren;
}

export function closeDialog(): void {
  dialog.value = null;
}

export function Dialog({ title, testid, wide, full, onClose = closeDialog, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  // In the same step as the box comes and goes: a key pressed right after it must find the focus.
  useLayoutEffect(() => {
    const before = document.activeElement;
    const box = ref.current;
    box?.showModal();
    return () => {
      box?.close();
      const back = before instanceof HTMLElement && before.isConnected ? before
        : document.querySelector<HTMLElement>('[data-testid="gone"], [data-testid="customer-name"]'); // whose field it was has gone meanwhile
      back?.focus();
      // Beneath another dialog, which closes in the same step, nothing takes it yet.
      if (back && document.activeElement !== back) requestAnimationFrame(() => { if (document.activeElement === document.body) back.focus(); });
    };
  }, []);

  return (
    <dialog ref={ref} class={full ? 'dialog full' : wide ? 'dialog wide' : 'dialog'} aria-labelledby={id} data-testid={testid}
      onCancel={(event) => { if (event.target === ref.current) { event.preventDefault(); onClose(); } }}>
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" class="quiet icon" aria-label="Close" onClick={onClose} data-testid="dialog-close">
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}
