/* A list of calls, voicemails, recordings or faxes as all of them look, and the buttons of its rows. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { now } from '../clock.ts';
import { words } from '../commands.ts';
import type { Paged } from '../paged.ts';
import { clockTime, dayWord } from '../words.ts';
import { Dialog } from '../view/Dialog.tsx';
import { Sure } from '../view/Sure.tsx';

export const when = (at: string) => `${dayWord(at, now.peek())} ${clockTime(at)}`;

interface Rows<T> { title: string; testid: string; pages: Paged<T>; empty: string; above?: ComponentChildren; dialog?: boolean; row(one: T): ComponentChildren }

/** A list as all of them look: title, rows, what is wrong, more. A section of the Work page, or a dialog. */
export function Rows<T extends { id: string }>({ title, testid, pages, empty, above, dialog, row }: Rows<T>) {
  const again = <button type="button" onClick={pages.again} data-testid={`${testid}-again`}>Read again</button>;
  const list = (
    <>
      {pages.problem && <p class="error" role="alert">{pages.problem}</p>}
      <ul class="rows" aria-label={title}>{pages.items?.map((one) => <li key={one.id} data-testid={`${testid}-row`}>{row(one)}</li>)}</ul>
      {pages.items?.length === 0 && <p class="soft">{empty}</p>}
      {pages.more && <button type="button" onClick={pages.next} data-testid={`${testid}-more`}>Show more</button>}
    </>
  );
  if (dialog) return <Dialog title={title} testid={testid} wide><div class="row"><span class="grow">{above}</span>{again}</div>{list}</Dialog>;
  return (
    <main class="page" aria-labelledby={`${testid}-title`} data-testid={testid}>
      <header class="row"><h1 id={`${testid}-title`} class="grow">{title}</h1>{again}</header>
      {above}
      {list}
    </main>
  );
}

interface Act { word: string; about: string; testid: string; run(): Promise<void> }

/** What was tried says what went wrong; `act` does it. */
function Told({ run, children }: Pick<Act, 'run'> & { children(act: () => void): ComponentChildren }) {
  const [problem, setProblem] = useState<string | null>(null);
  return <>{problem && <small class="error" role="alert">{problem}</small>}{children(() => void run().catch((error: unknown) => setProblem(words(error))))}</>;
}

/** A button that asks nothing more, and tells the list. */
export const Do = ({ word, about, testid, run }: Act) =>
  <Told run={run}>{(act) => <button type="button" onClick={act} data-testid={testid}>{word}<span class="hidden"> {about}</span></button>}</Told>;

/** The same for what can't be undone. */
export const Lose = ({ question, ...one }: Act & { question: string }) => <Told run={one.run}>{(act) => <Sure {...one} question={question} run={act} />}</Told>;
