// certificates.mjs - authorities of the tests' own, and certificates that they give out.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export class Certificates {
  constructor(dir) { this.dir = dir; mkdirSync(dir, { recursive: true }); }
  path(file) { return join(this.dir, file); }
  openssl(...args) { execFileSync('openssl', args, { cwd: this.dir, stdio: 'pipe' }); }

  // NAME.pem and NAME.key: believed by who has it.
  authority(name) {
    this.openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.pem`, '-subj', `/CN=${name}`, '-days', '2');
    return this;
  }

  // One of the authority `above`, with extensions as openssl writes them: "subjectAltName=DNS:localhost".
  issue(name, above, extension) {
    writeFileSync(this.path(`${name}.ext`), `${extension}\n`);
    this.openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    this.openssl('x509', '-req', '-in', `${name}.csr`, '-CA', `${above}.pem`, '-CAkey', `${above}.key`, '-CAcreateserial', '-days', '2', '-extfile', `${name}.ext`, '-out', `${name}.pem`);
    chmodSync(this.path(`${name}.key`), 0o644); // who is tested may run as another user than the tests
    return this;
  }

  chain(file, ...names) {
    writeFileSync(this.path(file), names.map((name) => readFileSync(this.path(`${name}.pem`), 'utf8')).join(''));
    return this.path(file);
  }
}
