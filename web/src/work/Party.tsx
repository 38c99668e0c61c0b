/* The other party of a call or fax: their name opens their card (CT-9), which goes when a fax is begun from it. */
import { useEffect, useState } from 'preact/hooks';
import { PersonCard } from '../people/PersonCard.tsx';
import type { Card } from '../people/contacts.ts';
import { Dialog } from '../view/Dialog.tsx';
import { draft } from './fax.ts';

export function Party({ card, number }: { card: Card | null; number: string | null }) {
  const [open, setOpen] = useState(false);
  useEffect(() => draft.subscribe((begun) => { if (begun) setOpen(false); }), []);
  if (!card) return <b>{number ?? 'Number withheld'}</b>;
  return (
    <>
      <button type="button" class="quiet party" onClick={() => setOpen(true)} data-testid="party" aria-haspopup="dialog"><b class="cut"><bdi>{card.name}</bdi></b></button>
      {open && <Dialog title="Card" testid="party-card" onClose={() => setOpen(false)}><PersonCard {...(card.id ? { contact: card.id } : { number: card.numbers[0]!.number })} /></Dialog>}
    </>
  );
}
