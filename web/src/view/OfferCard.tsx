/*
 * One offer: who, where, why me, how long they wait, how long I have. Never takes the
 * focus. Said aloud at the start (workspace.ts), at 10 and at 5 seconds.
 */
import './OfferCard.css';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { say } from '../alerts.ts';
import { now } from '../clock.ts';
import { busy, store } from '../commands.ts';
import { chosenCard, lookups } from '../customers.ts';
import * as desk from '../desk.ts';
import { ariaKeys, keyWords } from '../keys.ts';
import { acceptOffer, rejectOffer } from '../offers.ts';
import { settings } from '../settings.ts';
import type { Offer } from '../types.ts';
import { caller, dayWord, phone, whyWords } from '../words.ts';
import { leaveFocus } from './focus.ts';
import { Chip, Since } from './Parts.tsx';

/** A click that was meant for what stood here a moment ago must not accept. */
const GUARD_MS = 350;
const SAID_AT_S = [10, 5];

function secondsLeft(offer: Offer): number {
  return Math.max(0, Math.ceil((Date.parse(offer.deadline) - now.value) / 1000));
}

export function OfferCard({ offer }: { offer: Offer }) {
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setReady(true), GUARD_MS);
    return () => clearTimeout(timer);
  }, []);
  const card = useRef<HTMLElement>(null);
  useLayoutEffect(() => () => leaveFocus(card.current), []);
  const name = caller(offer);
  const first = store.openOffers.value[0]?.offer === offer.offer;
  const waits = busy.value.has(`offer:${offer.offer}`);
  const press = (run: (id: string) => unknown) => () => ready && void run(offer.offer);
  const keys = settings.value.keys;

  return (
    <section ref={card} class="offer" aria-label={`Offer: ${name}`} data-testid="offer" data-offer={offer.offer} data-ready={ready}>
      <header>
        <Chip kind={offer.channel.kind} />
        <b class="grow cut" data-testid="offer-queue">{offer.from ? `${offer.kind === 'consult' ? 'Asked in by' : 'Transfer from'} ${offer.from.name}` : offer.queue?.name ?? offer.channel.name}</b>
        <Seconds offer={offer} />
      </header>
      <div class="who">
        <b title={name} data-testid="offer-customer"><bdi>{name}</bdi></b>
        {offer.customer && <span data-testid="offer-number">{phone(offer.number)}</span>}
      </div>
      {offer.note && <p class="text" dir="auto" data-testid="offer-note">{offer.note}</p>}
      {offer.last_text && <p class="text" dir="auto">{offer.last_text}</p>}
      <p class="why" data-testid="offer-why">
        waiting <Since at={offer.waiting_since} label="waiting" />
        {whyWords(offer.why) && ` · to you: ${whyWords(offer.why)}`}
      </p>
      <Known offer={offer} />
      <Bar offer={offer} />
      <footer>
        <button type="button" class="primary grow" aria-disabled={waits} onClick={press(acceptOffer)} data-testid="offer-accept"
          aria-keyshortcuts={first ? ariaKeys(keys.accept) : undefined}>
          Accept {first && <kbd aria-hidden="true">{keyWords(keys.accept)}</kbd>}
        </button>
        {offer.may_reject && (
          <button type="button" aria-disabled={waits} onClick={press(rejectOffer)} data-testid="offer-reject"
            aria-keyshortcuts={first ? ariaKeys(keys.reject) : undefined}>
            Reject
          </button>
        )}
      </footer>
    </section>
  );
}

function Seconds({ offer }: { offer: Offer }) {
  const left = secondsLeft(offer);
  useEffect(() => {
    if (SAID_AT_S.includes(left)) say(`${left} seconds left for the offer.`, true);
  }, [left]);
  return <span class={left <= 5 ? 'count short' : 'count'} data-testid="offer-seconds">{left} s</span>;
}

function Bar({ offer }: { offer: Offer }) {
  const whole = Date.parse(offer.deadline) - Date.parse(offer.made_at);
  const left = Math.max(0, Date.parse(offer.deadline) - now.value);
  return <div class="bar" aria-hidden="true"><i style={{ width: `${Math.min(100, (left / whole) * 100)}%` }} /></div>;
}

/** What the record says, before accepting. */
function Known({ offer }: { offer: Offer }) {
  const lookup = lookups.value.get(offer.number);
  if (lookup?.state !== 'ready') return null;
  const card = chosenCard(offer.number, offer.customer?.id);
  const count = card?.cases.length ?? 0;
  const last = card?.interactions[0];
  const words = card
    ? [`${count || 'no'} open case${count === 1 ? '' : 's'}`, last ? `last here ${dayWord(last.started_at, now.peek())}` : 'first time here']
    : [lookup.matches.length > 1 ? `${lookup.matches.length} records have this number` : 'no record yet'];
  return (
    <p class="why">
      {words.join(' · ')}{' '}
      <button type="button" class="link" data-testid="offer-record" onClick={() => {
        desk.preview.value = offer.offer;
        desk.personOpen.value = true;
        desk.view.value = 'customer';
      }}>Record</button>
    </p>
  );
}
