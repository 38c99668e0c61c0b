/* Today's figures of a queue or an agent, each with its formula; the counters that have a list behind them (SV-7). */
import type { Board } from '../live.ts';
import type { Formula, Ref } from '../types.ts';
import { LISTED, figureName, figureWords } from '../live_words.ts';
import { may } from '../session.ts';
import { clockSeconds } from '../words.ts';
import { go } from './places.ts';

interface Props {
  of: Formula['of'];
  thing: Ref;
  now: Board;
  counters: Record<string, number>;
  figures: Record<string, number | null>;
}

export function Figures({ of, thing, now, counters, figures }: Props) {
  return (
    <section data-testid="figures">
      <h3>Today, since midnight in {now.time_zone}, as of {clockSeconds((of === 'agent' && now.figures_at) || now.at)}</h3>
      <div class="counters">
        {Object.entries(LISTED[of]).map(([name, word]) => !may('reports_read') ? <span key={name} data-testid={`counter-${name}`}>{word} <b>{counters[name] ?? 0}</b></span> : (
          <button key={name} type="button" aria-haspopup="dialog" aria-disabled={!counters[name]} data-testid={`counter-${name}`}
            onClick={() => counters[name] && go({ name: 'behind', of, id: thing.id, title: thing.name, counter: name })}>
            {word} <b>{counters[name] ?? 0}</b>
          </button>
        ))}
      </div>
      <div class="scroll">
        <table class="figures-table">
          <thead><tr><th scope="col">Figure</th><th scope="col">Today</th><th scope="col">How it is computed</th></tr></thead>
          <tbody>
            {now.formulas.filter((one) => one.of === of).map((one) => (
              <tr key={one.name} data-figure={one.name}>
                <th scope="row">{figureName(one.name)}</th>
                <td>{figureWords(figures[one.name], one.unit)}</td>
                <td><code>{one.formula}</code><small>{one.words}</small></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
