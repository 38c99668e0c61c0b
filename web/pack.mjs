// pack.mjs - beside each text file of a folder its compressed form (<name>.gz), which the edge sends to clients that accept it. A form whose
// file is gone goes, too.
import { readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const TEXT = new Set(['.html', '.css', '.js', '.json', '.svg']);

export async function pack(folder) {
  const names = await readdir(folder);
  for (const file of names.filter((name) => TEXT.has(extname(name))).map((name) => join(folder, name))) {
    await writeFile(`${file}.gz.new`, gzipSync(await readFile(file), { level: 9 }));
    await rename(`${file}.gz.new`, `${file}.gz`);
  }
  for (const name of names) if (name.endsWith('.gz') && !names.includes(name.slice(0, -'.gz'.length))) await rm(join(folder, name));
}
