/* Where one is now, and the places where one works (EM-11). */
import { useEffect, useState } from 'preact/hooks';
import { busy, type Refusal } from '../commands.ts';
import { location, readLocation, type Location, type Place } from '../emergency.ts';
import { SITE, addressOf, confirmPlace, removePlace, savePlace, type PlaceFields } from '../places.ts';
import { trouble } from '../security.ts';
import { closeDialog, Dialog } from './Dialog.tsx';
import { Sure } from './Sure.tsx';

const EMPTY: PlaceFields = { name: '', country: '', region: '', city: '', postal_code: '', street: '', house_number: '', additional: '' };
const FIELDS: [keyof PlaceFields, string, number][] = [
  ['name', 'Name, as Home', 80], ['street', 'Street', 200], ['house_number', 'House number', 20], ['additional', 'Entrance, floor, room', 200],
  ['postal_code', 'Postal code', 20], ['city', 'City', 100], ['region', 'State or region', 100], ['country', 'Country, as SE', 2],
];
const NEEDED = new Set<keyof PlaceFields>(['name', 'street', 'city', 'country']);

export function WhereDialog() {
  return <Dialog title="Where you are" testid="where-dialog">{location.value ? <Choices it={location.value} /> : <Unread />}</Dialog>;
}

/** It could not be read when the page was loaded: it is read now. */
function Unread() {
  const [wrong, setWrong] = useState('');
  const read = () => readLocation().catch((error: unknown) => setWrong(trouble(error).text));
  useEffect(() => void read(), []);
  return (
    <>
      <p class="error" role="alert" data-testid="where-unread">{wrong && `Your places can't be shown now. ${wrong}`}</p>
      <div class="actions"><button type="button" onClick={() => { setWrong(''); void read(); }} data-testid="where-read">Try again</button></div>
    </>
  );
}

function Choices({ it }: { it: Location }) {
  const [form, setForm] = useState<{ id: string | null; fields: PlaceFields } | null>(it.site || it.places.length ? null : { id: null, fields: { ...EMPTY } });
  const [choice, setChoice] = useState(it.confirmed ? (it.place ?? SITE) : '');
  const [wrong, setWrong] = useState<Refusal | null>(null);

  async function run(what: () => Promise<unknown>): Promise<boolean> {
    try {
      await what();
      setWrong(null);
      return true;
    } catch (error) {
      setWrong(trouble(error));
      return false;
    }
  }
  async function confirm(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (busy.value.has('location')) return;
    const words = addressOf(it, choice);
    if (words === undefined) return setWrong({ field: null, text: 'Choose where you are.' });
    setWrong(null);
    if (await confirmPlace(choice, words)) closeDialog();
    else setWrong({ field: null, text: 'Your location is not confirmed.' });
  }

  return (
    <>
      {form ? (
        <PlaceForm start={form.fields} known={form.id !== null} wrong={wrong} onCancel={it.site || it.places.length ? () => { setForm(null); setWrong(null); } : null}
          onSave={(fields) => run(async () => {
            const place = await savePlace(form.id, fields);
            await readLocation();
            setChoice(place.id);
            setForm(null);
          })} />
      ) : (
        <form onSubmit={(event) => void confirm(event)} noValidate>
          <p>This address goes with an emergency call, and help is sent there.</p>
          <fieldset>
            <legend class="hidden">Where you are</legend>
            <ul class="places">
              {it.site && <Choice id={SITE} name={it.site.name} words={it.site.words} choice={choice} onChoose={setChoice} />}
              {it.places.map((one) => (
                <Choice key={one.id} id={one.id} name={one.name} words={one.words} choice={choice} onChoose={setChoice}>
                  <button type="button" class="link" data-testid="place-change" onClick={() => setForm({ id: one.id, fields: fieldsOf(one) })}>Change<span class="hidden"> {one.name}</span></button>
                  <Sure word="Remove" about={one.name} look="link" question={`Remove ${one.name}?`} testid="place-remove" run={() => run(() => removePlace(one.id))} />
                </Choice>
              ))}
            </ul>
          </fieldset>
          <p class="error" role="alert" data-testid="where-problem">{wrong?.text}</p>
          <div class="actions">
            <button type="button" data-testid="place-new" onClick={() => setForm({ id: null, fields: { ...EMPTY, country: it.shown.country ?? '' } })}>Another place …</button>
            <button class="primary" aria-disabled={busy.value.has('location')} data-testid="where-save">I am here</button>
          </div>
        </form>
      )}
    </>
  );
}

const fieldsOf = (place: Place): PlaceFields => Object.fromEntries(FIELDS.map(([name]) => [name, place[name]])) as unknown as PlaceFields;

interface ChoiceProps {
  id: string;
  name: string;
  words: string;
  choice: string;
  onChoose(id: string): void;
  children?: preact.ComponentChildren;
}

function Choice({ id, name, words, choice, onChoose, children }: ChoiceProps) {
  return (
    <li>
      <label class="check"><input type="radio" name="where" value={id} checked={choice === id} data-testid={`place-${id}`} onChange={() => onChoose(id)} />
        <span><b>{name}</b><br /><small>{words}</small></span></label>
      {children}
    </li>
  );
}

interface FormProps {
  start: PlaceFields;
  known: boolean;
  wrong: Refusal | null;
  onCancel: (() => void) | null;
  onSave(fields: PlaceFields): Promise<unknown>;
}

function PlaceForm({ start, known, wrong, onCancel, onSave }: FormProps) {
  const [fields, setFields] = useState(start);
  return (
    <form onSubmit={(event) => { event.preventDefault(); void onSave({ ...fields, country: fields.country.toUpperCase() }); }} noValidate data-testid="place-form">
      <div class="civic">
        {FIELDS.map(([name, words, most]) => (
          <label key={name} class={name === 'name' || name === 'street' ? 'wide' : ''}>{words}{NEEDED.has(name) && ' (needed)'}
            <input type="text" value={fields[name]} maxLength={most} aria-invalid={wrong?.field === name} aria-describedby="place-problem" data-testid={`place-field-${name}`}
              onInput={(event) => setFields({ ...fields, [name]: event.currentTarget.value })} />
          </label>
        ))}
      </div>
      <p id="place-problem" class="error" role="alert" data-testid="place-problem">{wrong && `${FIELDS.find(([name]) => name === wrong.field)?.[1] ?? ''}${wrong.field ? ': ' : ''}${wrong.text}`}</p>
      <div class="actions">
        {onCancel && <button type="button" onClick={onCancel} data-testid="place-cancel">Back</button>}
        <button class="primary" data-testid="place-save">{known ? 'Save' : 'Add this place'}</button>
      </div>
    </form>
  );
}
