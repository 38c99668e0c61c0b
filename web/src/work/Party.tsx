/* The other party of a call or fax: their name opens their card (CT-9). */
import { showCard, whoseOf } from '../people/CardLater.tsx';
import type { Card } from '../people/contacts.ts';
import { phone } from '../words.ts';

export function Party({ card, number }: { card: Card | null; number: string | null }) {
  if (!card) return <b>{number ? phone(number) : 'Number withheld'}</b>;
  return (
    <button type="button" class="quiet party" onClick={() => showCard(whoseOf(card))} data-testid="party" aria-haspopup="dialog"><b class="cut"><bdi>{phone(card.name)}</bdi></b></button>
  );
}
