/* The line that says that the page is not live: since when, and what happens next. */
import './Banner.css';
import { now } from '../clock.ts';
import { everLive, link, tryNow } from '../session.ts';
import { clockTime } from '../words.ts';
import { Icon } from './Icon.tsx';

function NextTry({ at }: { at: number | null }) {
  const left = at === null ? 0 : Math.ceil((at - now.value) / 1000);
  return <span aria-hidden="true">{left > 0 ? `Next try in ${left} s.` : 'Trying …'}</span>;
}

export function Banner() {
  const state = link.value;
  if (state.state !== 'lost' && state.state !== 'stale') return null;
  const since = clockTime(state.since);
  return (
    <div class="banner" role="status" data-testid="banner">
      <Icon name="unplugged" />
      {state.state === 'stale' ? (
        <span class="grow"><b>Not up to date since {since}.</b> The page is catching up.</span>
      ) : (
        <>
          <span class="grow">
            <b>Connection lost{everLive.value ? ` at ${since}` : ''}.</b>{' '}
            {everLive.value && 'What you see is from then; what you write stays here. '}
            <NextTry at={state.retryAt} />
          </span>
          <button type="button" onClick={tryNow} data-testid="try-now">Try now</button>
        </>
      )}
    </div>
  );
}
