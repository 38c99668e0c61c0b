/*
 * Bundles the page into a folder: index.html, workspace-<hash>.js and .css, icon.svg.
 * The names of the bundles carry a hash of their content, so they may be cached for
 * ever; index.html may not. Usage: node build.mjs <folder>
 */
import { build } from 'esbuild';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Compressed script of the first page (design/pages.md). */
const BUDGET_BYTES = 60 * 1024;

const out = process.argv[2];
if (!out) throw new Error('usage: node build.mjs <folder>');
await mkdir(out, { recursive: true });

const result = await build({
  entryPoints: { workspace: 'src/main.tsx' },
  outdir: out,
  entryNames: '[name]-[hash]',
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

const made = Object.keys(result.metafile.outputs).map((path) => basename(path));
const named = (end) => made.find((name) => name.endsWith(end));

for (const name of await readdir(out)) {
  if (/^workspace-.*\.(js|css)$/.test(name) && !made.includes(name)) await rm(join(out, name));
}

const page = await readFile('src/index.html', 'utf8');
const html = page.replace('workspace.css', named('.css')).replace('workspace.js', named('.js'));
await writeFile(join(out, 'index.html'), html);
await cp('src/icon.svg', join(out, 'icon.svg'));

const size = gzipSync(await readFile(join(out, named('.js')))).length;
console.log(`workspace: ${(size / 1024).toFixed(1)} KiB compressed script`);
if (size > BUDGET_BYTES) throw new Error(`the script is larger than ${BUDGET_BYTES} bytes`);
