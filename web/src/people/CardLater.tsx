/* A contact's card (CT-9) from any place that shows a person: a button that asks for it, the dialog that shows it; loaded when it is first wanted. */
import './people.css'; // of a part that is loaded later nobody loads the styles
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { Dialog, closeDialog } from '../view/Dialog.tsx';
import { Icon } from '../view/Icon.tsx';
import { draft } from '../work/fax.ts';
import type { Card } from './contacts.ts';
import type { PersonCard } from './PersonCard.tsx';

/** Whose: a contact's ("user:12"), or a number's of whoever has it. */
export type Whose = { contact: string } | { number: string };

export const shownCard = signal<Whose | null>(null);
export const showCard = (whose: Whose) => void (shownCard.value = whose);
export const closeCard = () => void (shownCard.value = null);

/** Before an action that leads elsewhere: no dialog stays over it, neither the card's nor the one that the card was opened from. */
export function leaveCard(): void {
  closeCard();
  closeDialog();
}

export const whoseOf = (card: Pick<Card, 'id' | 'numbers'>): Whose => (card.id ? { contact: card.id } : { number: card.numbers[0]!.number });

const loaded = signal<typeof PersonCard | null>(null);
const failed = signal(false);

function load(): void {
  failed.value = false;
  import('./PersonCard.tsx').then((part) => (loaded.value = part.PersonCard), () => (failed.value = true));
}

export function CardLater(whose: Whose) {
  useEffect(() => { if (!loaded.value) load(); }, []);
  const Card = loaded.value;
  if (failed.value) return <p class="error" role="alert">The card could not be loaded. <button type="button" onClick={load}>Try again</button></p>;
  return Card ? <Card {...whose} /> : <p class="soft" role="status">Reading …</p>;
}

/** Over whatever is open; it goes when a fax is begun from it. */
export function CardDialog() {
  useEffect(() => draft.subscribe((begun) => { if (begun) closeCard(); }), []);
  return shownCard.value && <Dialog title="Card" testid="card-dialog" onClose={closeCard}><CardLater {...shownCard.value} /></Dialog>;
}

/** Beside a person's row, or with their name as what is pressed. */
export function CardButton({ name, children, ...whose }: Whose & { name: string | null; children?: ComponentChildren }) {
  const about = `Card of ${name ?? 'this colleague'}`;
  return (
    <button type="button" class={children ? 'link who' : 'quiet icon card-of'} aria-label={about} title={about} aria-haspopup="dialog" onClick={() => showCard(whose)} data-testid="card-of" data-whose={'contact' in whose ? whose.contact : whose.number}>
      {children ?? <Icon name="person" size={14} />}
    </button>
  );
}
