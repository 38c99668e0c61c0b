// identity.mjs - somebody else's identity provider (npm's oidc-provider), which also lies as it is told, and a
// browser without a page that logs in there.
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

export class Identity {
  // accounts: { login: claims }; alg: RS256 or ES256
  static async start({ accounts, clients, alg = 'RS256' }) {
    const identity = new Identity();
    identity.alg = alg;
    identity.accounts = accounts;
    identity.clients = clients;
    identity.asked = [];
    identity.server = createServer((req, res) => identity.serve(req, res));
    await new Promise((done) => identity.server.listen(0, '127.0.0.1', done));
    identity.issuer = `http://127.0.0.1:${identity.server.address().port}`;
    await identity.newKey();
    return identity;
  }

  // Another signing key, under another id: what was signed with the former one is worth nothing any more.
  async newKey() {
    const { privateKey } = await generateKeyPair(this.alg, { extractable: true });
    this.key = privateKey;
    this.jwk = { ...(await exportJWK(privateKey)), kid: `key-${(this.keys = (this.keys ?? 0) + 1)}`, alg: this.alg, use: 'sig' };
    this.provider = new Provider(this.issuer, {
      clients: this.clients.map((client) => ({ id_token_signed_response_alg: this.alg, grant_types: ['authorization_code'], response_types: ['code'], ...client })),
      jwks: { keys: [this.jwk] },
      cookies: { keys: ['a test'] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
      conformIdTokenClaims: false,
      pkce: { required: () => true },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...this.accounts[id] }) }),
      enabledJWA: { idTokenSigningAlgValues: [this.alg] },
    });
    this.handle = this.provider.callback();
  }

  serve(req, res) {
    this.asked.push(`${req.method} ${req.url.split('?')[0]}`);
    if (this.down) return void req.socket.destroy();
    if (this.hangs) return; // an answer never comes
    const path = req.url.split('?')[0];
    if (this.answers?.[path]) return void res.writeHead(200, { 'content-type': 'application/json' }).end(this.answers[path]);
    if (path === '/token' && this.alter) {
      const end = res.end.bind(res);
      res.end = (chunk) => {
        const body = JSON.parse(String(chunk));
        Promise.resolve(body.id_token ? this.alter(body.id_token) : undefined).then((token) => {
          const text = JSON.stringify(token === undefined ? body : { ...body, id_token: token });
          res.setHeader('content-length', Buffer.byteLength(text));
          end(text);
        });
        return res;
      };
    }
    return this.handle(req, res);
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(done));
  }
}

export class Browser {
  constructor() { this.jars = new Map(); }

  jar(url) {
    const { origin } = new URL(url);
    if (!this.jars.has(origin)) this.jars.set(origin, new Map());
    return this.jars.get(origin);
  }

  // One request, no redirect followed; cookies kept by origin.
  async go(url, options = {}) {
    const jar = this.jar(url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', ...options, headers: { ...(cookie ? { cookie } : {}), ...options.headers } });
    for (const line of answer.headers.getSetCookie()) {
      const [pair] = line.split(';');
      const cut = pair.indexOf('=');
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line)) jar.delete(pair.slice(0, cut));
      else jar.set(pair.slice(0, cut), pair.slice(cut + 1));
    }
    return answer;
  }

  // From our address to the provider, through its own pages, up to the address that it sends the browser back to.
  async login(start, login) {
    const first = await this.go(start);
    if (first.status !== 302) throw new Error(`${start}: ${first.status} ${await first.text()}`);
    return this.through(first.headers.get('location'), new URL(start).origin, login);
  }

  // The same from an address of the provider on; home: ours.
  async through(url, home, login) {
    for (let steps = 0; steps < 20; steps++) {
      if (new URL(url).origin === home) return url;
      const answer = await this.go(url);
      if (answer.status >= 300 && answer.status < 400) { url = new URL(answer.headers.get('location'), url).href; continue; }
      const page = await answer.text();
      if (answer.status !== 200) throw new Error(`${url}: ${answer.status} ${page}`);
      const form = page.includes('name="login"') ? { prompt: 'login', login, password: 'any' } : { prompt: 'consent' };
      const posted = await this.go(/action="([^"]+)"/.exec(page)[1], {
        method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(form),
      });
      url = new URL(posted.headers.get('location'), url).href;
    }
    throw new Error('the provider does not come to an end');
  }
}
