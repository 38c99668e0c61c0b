// make.mjs - writes the API document, its page and its collection of requests. Usage: node make.mjs <routes.json> <folder> <version>
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pack } from '../pack.mjs';
import { collectionOf } from './collection.mjs';
import { documentOf, problemTypes, readRoutes } from './document.mjs';
import { pageOf } from './page.mjs';

const [routes, out, version] = process.argv.slice(2);
if (!version) throw new Error('usage: node make.mjs <routes.json> <folder> <version>');
try {
  const daemons = readRoutes(await readFile(routes, 'utf8')), document = documentOf(daemons, { version });
  await mkdir(join(out, 'docs'), { recursive: true });
  await mkdir(join(out, 'v1'), { recursive: true });
  await writeFile(join(out, 'docs/index.html'), pageOf(document, problemTypes(daemons)));
  await writeFile(join(out, 'docs/collection.json'), `${JSON.stringify(collectionOf(document))}\n`);
  await copyFile(new URL('page.css', import.meta.url), join(out, 'docs/page.css'));
  await writeFile(join(out, 'v1/openapi.json'), `${JSON.stringify(document)}\n`);
  for (const folder of ['docs', 'v1']) await pack(join(out, folder));
  const count = Object.values(document.paths).flatMap((item) => Object.keys(item)).length;
  console.log(`API document: ${count} operations`);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
