/* Right: the customer of the open conversation, or of an offer that is looked at. */
import './Person.css';
import { useEffect } from 'preact/hooks';
import { store } from '../commands.ts';
import { chosenCard, lookUp, lookups } from '../customers.ts';
import * as desk from '../desk.ts';
import { settings } from '../settings.ts';
import type { CaseRef, Interaction, Offer } from '../types.ts';
import { phone } from '../words.ts';
import { Card } from './Card.tsx';
import { Icon } from './Icon.tsx';
import { Later } from './Later.tsx';
import { NewCustomer } from './NewCustomer.tsx';
import { Splitter } from './Splitter.tsx';
import { VisitorPart } from './VisitorPart.tsx';

/** An offer that is looked at goes first; with nothing open the first offer is shown. */
function subject(): Offer | Interaction | null {
  const looked = desk.preview.value && store.offers.value.get(desk.preview.value);
  const open = store.work.value.find((it) => it.interaction === desk.selected.value);
  return looked || open || (store.openOffers.value[0] ?? null);
}

export function Person() {
  const it = subject();
  const number = it?.number, linked = it?.customer?.id;
  useEffect(() => { // again where another record has become theirs meanwhile
    if (number) {
      const held = lookups.peek().get(number);
      void lookUp(number, !!linked && held?.state === 'ready' && !held.matches.some(({ id }) => id === linked));
    }
  }, [number, linked]);

  return (
    <aside class="person" aria-label="Customer" data-testid="person">
      <Splitter width={settings.value.personWidth} />
      <div class="person-body">
        <button type="button" class="quiet to-talk" onClick={() => (desk.view.value = 'talk')} data-testid="person-back">
          <Icon name="back" /> Conversation
        </button>
        {it && !('wrap_until' in it) && (
          <p class="offered">Offered to you{desk.preview.value && (
            <button type="button" class="link" onClick={() => (desk.preview.value = null)}>Close</button>
          )}</p>
        )}
        {it?.reference && <p data-testid="reference">Reference: <bdi>{it.reference}</bdi></p>}
        {it?.visitor && <VisitorPart visitor={it.visitor} />}
        {it ? <Matches key={it.number} number={it.number} linked={it.customer?.id} linkedCase={'case' in it ? it.case : null} name={it.visitor?.name} /> : (
          <p class="soft none">The customer of the open conversation shows here.</p>
        )}
      </div>
    </aside>
  );
}

interface MatchesProps {
  number: string;
  linked: string | undefined;
  linkedCase: CaseRef | null;
  name: string | null | undefined;
}

function Matches({ number, linked, linkedCase, name }: MatchesProps) {
  const lookup = lookups.value.get(number);
  const card = chosenCard(number, linked);
  if (card) {
    const several = (lookup?.matches.length ?? 0) > 1;
    return <Card key={card.id} card={card} number={number} several={several} linkedCase={linkedCase} />;
  }
  if (!lookup || lookup.state === 'loading') return <p class="soft none" role="status">Looking for {phone(number)} …</p>;
  if (lookup.state === 'failed') return unread(() => void lookUp(number, true));
  return lookup.matches.length > 1 ? <Later load={() => choice(number)} failed={unread} /> : <NewCustomer number={number} lookup={lookup} {...(name ? { name } : {})} />;
}

async function choice(number: string) {
  const { ChooseCustomer } = await import('./ChooseCustomer.tsx');
  return () => <ChooseCustomer number={number} matches={lookups.value.get(number)?.matches ?? []} />;
}

const unread = (again: () => void) => (
  <div class="none">
    <p class="error" role="alert">The record could not be read.</p>
    <button type="button" onClick={again} data-testid="lookup-again">Try again</button>
  </div>
);
