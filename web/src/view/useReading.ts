/* What a part reads for itself: the last answer, what was wrong, and how to ask again. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { words } from '../commands.ts';

export interface Reading<T> {
  value: T | null;
  problem: string | null;
  again(): void;
}

/** Reads when it comes, and whenever one of `causes` is another; an answer that was overtaken is dropped. `tell`: an error in words. */
export function useReading<T>(ask: () => Promise<T>, causes: unknown[], tell: (error: unknown) => string = words): Reading<T> {
  const [state, setState] = useState<{ value: T | null; problem: string | null }>({ value: null, problem: null });
  const turn = useRef(0);

  function again(): void {
    const mine = ++turn.current;
    const current = () => mine === turn.current;
    ask().then(
      (value) => current() && setState({ value, problem: null }),
      (error: unknown) => current() && setState((before) => ({ ...before, problem: tell(error) })),
    );
  }

  useEffect(() => {
    again();
    return () => void (turn.current += 1);
  }, causes);
  return { ...state, again };
}
