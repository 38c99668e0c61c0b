/*
 * Bundles the pages into a folder: index.html, supervise.html, work.html, admin.html, board.html, of each <page>-<hash>.js and .css, and
 * <page>-<part>-<hash>.js for what is loaded when it is wanted; icon.svg.
 * The names of the bundles carry a hash of their content, so they may be cached for
 * ever; the pages may not; widget/v1/ is the customers' chat. Beside each file its compressed form (pack.mjs). Usage: node build.mjs <folder>
 */
import { build } from 'esbuild';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from './pack.mjs';

/** Each stands alone; the budget is of the compressed script that it loads first (design/pages.md). */
const PAGES = [
  { name: 'workspace', entry: 'src/main.tsx', html: 'index.html', budget_kib: 60 },
  { name: 'supervise', entry: 'src/supervise/main.tsx', html: 'supervise.html', budget_kib: 40 },
  { name: 'work', entry: 'src/work/main.tsx', html: 'work.html', budget_kib: 60 },
  { name: 'admin', entry: 'src/admin/main.tsx', html: 'admin.html', budget_kib: 40 },
  { name: 'board', entry: 'src/board.tsx', html: 'board.html', budget_kib: 40 },
];

const out = process.argv[2];
if (!out) throw new Error('usage: node build.mjs <folder>');
await mkdir(out, { recursive: true });
for (const page of PAGES) await bundle(page);
await cp('src/icon.svg', join(out, 'icon.svg'));
await widget('widget/v1', 20);
for (const folder of ['', 'widget/v1']) await pack(join(out, folder));

/** The customers' chat: one script for other people's pages, under a name that stays (web/widget). */
async function widget(folder, budget_kib) {
  const file = join(out, folder, 'widget.js');
  await build({ entryPoints: ['widget/widget.ts'], outfile: file, bundle: true, minify: true, format: 'iife', target: ['chrome111', 'firefox115', 'safari16.4'], legalComments: 'none', logLevel: 'warning' });
  for (const name of ['demo.html', 'demo.js', 'demo.css']) await cp(join('widget', name), join(out, folder, name));
  const size = gzipSync(await readFile(file)).length;
  console.log(`widget: ${(size / 1024).toFixed(1)} KiB compressed script`);
  if (size > budget_kib * 1024) throw new Error(`the widget's script is larger than ${budget_kib} KiB`);
}

async function bundle({ name, entry, html, budget_kib }) {
  const { metafile } = await build({
    entryPoints: { [name]: entry },
    outdir: out,
    entryNames: '[name]-[hash]',
    chunkNames: `${name}-[name]-[hash]`,
    splitting: true,
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['chrome123', 'firefox125', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  const made = Object.keys(metafile.outputs).map((path) => basename(path));
  const [script, { cssBundle, imports }] = Object.entries(metafile.outputs).find(([, it]) => it.entryPoint === entry);
  for (const old of await readdir(out)) {
    if (new RegExp(`^${name}-.*\\.(js|css)$`).test(old) && !made.includes(old)) await rm(join(out, old));
  }
  const page = await readFile(join('src', html), 'utf8');
  await writeFile(join(out, html), page.replace(`${name}.css`, basename(cssBundle)).replace(`${name}.js`, basename(script)));

  /* Its script, and what that can't do without. */
  const loaded = [script, ...imports.filter((it) => it.kind === 'import-statement').map((it) => it.path)];
  let size = 0;
  for (const path of loaded) size += gzipSync(await readFile(join(out, basename(path)))).length;
  console.log(`${name}: ${(size / 1024).toFixed(1)} KiB compressed script`);
  if (size > budget_kib * 1024) throw new Error(`the script of ${name} is larger than ${budget_kib} KiB`);
}
