/* Nobody has this number yet: a form with the number filled in. */
import { useState } from 'preact/hooks';
import { createCustomer, type Lookup } from '../customers.ts';
import * as desk from '../desk.ts';
import { may } from '../session.ts';
import { phone, textable } from '../words.ts';
import { Cases, History } from './Card.tsx';
import { focusSoon } from './focus.ts';

export function NewCustomer({ number, lookup, name = '' }: { number: string; lookup: Lookup; name?: string }) {
  const web = number.startsWith('web:');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function save(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (busy) return;
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    const failed = await createCustomer(String(form.get('name')).trim(), number, String(form.get('notes')).trim());
    setBusy(false);
    setProblem(failed);
    if (failed === null) focusSoon('customer-name');
  }

  return (
    <>
      <form class="notes-form" onSubmit={(event) => void save(event)} data-testid="new-customer">
        <h2>New customer</h2>
        <p class="soft">
          {web ? 'Nobody with this e-mail address has a record.' : 'No record has this number. '}
          {may('records_search') && textable([number]).length > 0 && <button type="button" class="link" data-testid="new-known" onClick={() => (desk.dialog.value = { name: 'past', id: 'customers' })}>Add it to an existing customer</button>}
        </p>
        {!web && <label>Number<input type="text" value={phone(number)} readOnly data-testid="new-number" /></label>}
        <label>Name<input type="text" name="name" defaultValue={name} required maxLength={200} autocomplete="off" data-testid="new-name" /></label>
        <label>Notes<textarea name="notes" rows={3} maxLength={4000} data-testid="new-notes" /></label>
        <p class="error" role="alert" data-testid="new-problem">{problem}</p>
        <button class="primary" aria-disabled={busy} data-testid="new-save">Save the record</button>
      </form>
      {lookup.cases.length > 0 && <Cases list={lookup.cases} linked={null} />}
      {lookup.interactions.length > 0 && <History list={lookup.interactions} />}
    </>
  );
}
