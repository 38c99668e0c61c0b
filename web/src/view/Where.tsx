/* The question where one is (EM-11). */
import { useState } from 'preact/hooks';
import { busy } from '../commands.ts';
import { dialog } from '../desk.ts';
import { location, putOff, type Location } from '../emergency.ts';
import { SITE, addressOf, confirmPlace } from '../places.ts';
import { Icon } from './Icon.tsx';

export function Where() {
  const it = location.value;
  return it && <Ask key={it.at} it={it} />;
}

const proposed = (it: Location): string => (it.places.find((one) => one.known) ?? it.places.find((one) => one.id === it.last))?.id ?? (it.site ? SITE : (it.places[0]?.id ?? ''));

function Ask({ it }: { it: Location }) {
  const [choice, setChoice] = useState(proposed(it)), words = addressOf(it, choice);
  return (
    <section class="emergency where" aria-labelledby="where-title" data-testid="where">
      <h2 id="where-title"><Icon name="question" />Where are you now?</h2>
      <p class="soft">An emergency service is sent there.</p>
      {(it.site || it.places.length > 0) && (
        <form class="row" onSubmit={(event) => { event.preventDefault(); if (words !== undefined) void confirmPlace(choice, words); }}>
          <select aria-label="Where you are" required value={choice} data-testid="where-choice" onChange={(event) => setChoice(event.currentTarget.value)}>
            {it.site && <option value={SITE}>{it.site.name}: {it.site.words}</option>}
            {it.places.map((one) => <option key={one.id} value={one.id}>{one.name}: {one.words}</option>)}
          </select>
          <button class="primary" aria-disabled={busy.value.has('location')} data-testid="where-confirm">I am here</button>
        </form>
      )}
      <div class="row">
        <button type="button" data-testid="where-other" onClick={() => (dialog.value = { name: 'where' })}>Another place …</button>
        <button type="button" class="quiet" data-testid="where-later" onClick={() => (putOff.value = true)}>Later</button>
      </div>
    </section>
  );
}
