/* What callers hear before they leave a user a voicemail: the standard greeting or the user's own (SP-14). */
import '../view/Sound.css';
import { useEffect, useState } from 'preact/hooks';
import { call } from '../api.ts';
import { lengthWords } from '../sound.ts';
import { Sound, type Kept } from '../view/Sound.tsx';
import { useReading } from '../view/useReading.ts';

const PATH = '/me/greeting', LONGEST_MS = 60_000;

export function Greeting() {
  const { value, problem } = useReading(() => call<Kept>('GET', PATH), []);
  const [sound, setSound] = useState<Kept | null>(null);
  useEffect(() => setSound(value), [value]);
  return (
    <>
      {problem && <p class="error" role="alert">{problem}</p>}
      <Sound path={PATH} sound={sound} onChange={setSound} name="Greeting" hint={`Up to ${lengthWords(LONGEST_MS)}; longer files are cut.`}
        fullName="your greeting" standard="Standard greeting" longest_ms={LONGEST_MS} testid="greeting" />
    </>
  );
}
