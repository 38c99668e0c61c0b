// documents.mjs - every link of the documents leads to a file; every folder has a README that
// names its files; docs/configuration.md is what the daemons print; the ledgers of unsteady and pending tests are in order.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as ledger from '../gate/ledger.mjs';
import { ROOT } from '../lib/root.mjs';

const problems = [];
const tracked = execFileSync('git', ['-C', ROOT, 'ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' }).split('\n').filter(Boolean);

for (const file of tracked.filter((name) => name.endsWith('.md'))) {
  for (const [, target] of readFileSync(join(ROOT, file), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g))
    if (!existsSync(join(ROOT, dirname(file), target))) problems.push(`${file}: ${target} is not there`);
}

const top = new Set(tracked.filter((name) => name.includes('/') && !name.startsWith('.')).map((name) => name.split('/')[0]));
const layers = ['base', 'loop', 'log', 'metrics', 'db', 'bus', 'http', 'auth', 'daemon'].map((name) => `common/${name}`);
for (const folder of [...top, ...layers])
  if (!existsSync(join(ROOT, folder, 'README.md'))) problems.push(`${folder} has no README.md`);

const bin = join(ROOT, 'build', process.env.FLAVOUR ?? 'plain', 'bin');
const printed = ['presenced', 'routerd', 'smsgw', 'chatd', 'hookd', 'voiced', 'chatd --serve widget'].map((line) => line.split(' ')).map(([name, ...more]) =>
  execFileSync(join(bin, name), [...more, '--config-keys'], { encoding: 'utf8' })).join('\n');
const file = join(ROOT, 'docs/configuration.md');
const kept = existsSync(file) ? /```ini\n([\s\S]*?)```/.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
if (kept?.trim() !== printed.trim()) {
  if (process.argv.includes('--write')) {
    const { writeFileSync } = await import('node:fs');
    writeFileSync(file, `# Configuration

One INI file for all daemons. A daemon reads [common], its own section and, started with
\`--name smsgw-2\`, the section of that name, the later over the earlier. An environment variable
\`TRUNKLINE_<SECTION>_<KEY>\` stands above the file: for secrets. \`<daemon> --check -c FILE\` says "ok" or
one line with file and line. Made from the daemons' tables by \`node tests/unit/documents.mjs --write\`.

\`\`\`ini
${printed.trim()}
\`\`\`
`);
  } else problems.push('docs/configuration.md is not what the daemons print: run tests/unit/documents.mjs --write');
}
// The words of opt-outs, by language.
const source = readFileSync(join(ROOT, 'common/base/opt_word.def'), 'utf8').replace(/\/\*[^]*?\*\//g, '');
const found = [...source.matchAll(/^WORD\((\w+), (\w+), "([^"]+)"\)$/gm)].map(([, intent, language, word]) => ({ intent, language, word }));
const wordsOf = (language, ...intents) => found.filter((one) => one.language === language && intents.includes(one.intent)).map((one) => one.word).join(', ');
const languages = [...source.matchAll(/^COUNTRIES\((\w+), "([^"]*)"\)$/gm)].map(([, language, countries]) =>
  `| ${language} | ${countries || 'everywhere'} | ${wordsOf(language, 'stop')} | ${wordsOf(language, 'start', 'yes')} | ${wordsOf(language, 'help')} |`);
const optOuts = join(ROOT, 'docs/opt-outs.md'), optOutsText = readFileSync(optOuts, 'utf8');
const optOutsMade = optOutsText.replace(/(<!-- words: [^\n]*\n)[^]*?(?=<!-- end -->)/, (_, begins) =>
  `${begins}\n| language | countries | stop | start | help |\n|---|---|---|---|---|\n${languages.join('\n')}\n\n`);
if (optOutsMade !== optOutsText) {
  if (process.argv.includes('--write')) {
    const { writeFileSync } = await import('node:fs');
    writeFileSync(optOuts, optOutsMade);
  } else problems.push('docs/opt-outs.md has not the words of common/base/opt_word.def: run tests/unit/documents.mjs --write');
}
const newest = Math.max(...tracked.filter((name) => /^sql\/migrations\/\d{4}_/.test(name)).map((name) => Number(name.slice(15, 19))));
const needed = Number(/SCHEMA_NEEDED = (\d+)/.exec(readFileSync(join(ROOT, 'common/daemon/schema.h'), 'utf8'))[1]);
if (needed !== newest) problems.push(`common/daemon/schema.h needs migration ${needed}, the newest is ${newest}`);

problems.push(...ledger.problems());

for (const problem of problems) console.error(problem);
process.exit(problems.length === 0 ? 0 : 1);
