/* The login page, loaded when there is nobody logged in: a page that is open needs none of it. */
import './Login.css'; // of a part that is loaded later nobody loads the styles
import { useEffect, useState } from 'preact/hooks';
import type { Login as Part } from './Login.tsx';

let loaded: typeof Part | null = null;

export function Login(props: { about: string; message: string | null }) {
  const [state, setState] = useState<'loading' | 'loaded' | 'lost'>('loading');
  useEffect(() => { if (!loaded) import('./Login.tsx').then((it) => { loaded = it.Login; setState('loaded'); }, () => setState('lost')); }, []);
  const Page = loaded;
  return Page ? <Page {...props} /> : <main class="login">{state === 'lost' && <p class="error" role="alert">Part of this page could not be loaded. Load the page again.</p>}</main>;
}
