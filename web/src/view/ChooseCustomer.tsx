/* Several records have the number: the agent says whose it is. */
import { chooseCustomer } from '../customers.ts';
import type { CustomerCard } from '../types.ts';
import { phone } from '../words.ts';
import { focusSoon } from './focus.ts';

export function ChooseCustomer({ number, matches }: { number: string; matches: CustomerCard[] }) {
  return (
    <section data-testid="choose-customer">
      <h2>{matches.length} records have {phone(number)}</h2>
      <p class="soft">Who is it?</p>
      <ul class="cards">
        {matches.map((card) => (
          <li key={card.id}>
            <button type="button" onClick={() => { void chooseCustomer(number, card.id).then(() => { if (document.activeElement === document.body) focusSoon('customer-name'); }); focusSoon('customer-name'); }} data-testid={`choose-${card.id}`}>
              <b><bdi>{card.state.name}</bdi></b>
              <small>{card.cases.length} open case{card.cases.length === 1 ? '' : 's'}{card.state.notes && <> · <bdi>{card.state.notes.slice(0, 60)}</bdi></>}</small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
