// books.mjs - somebody else's address books, as Google's People API and Microsoft Graph document them: consent, tokens, pages, marks of
// a sync, errors. Both are strict: what their documents forbid is refused as they refuse it, and kept in `wrong`.
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

const FIELDS = 'names,emailAddresses,phoneNumbers,organizations,biographies,metadata';
const SELECT = 'displayName,givenName,surname,companyName,department,jobTitle,emailAddresses,mobilePhone,businessPhones,homePhones,personalNotes';
const secret = (what) => `${what}-${randomBytes(18).toString('base64url')}`;

export class Book {
  // accounts: names of who can log in there.
  static async start({ kind, accounts, redirect, secret: clientSecret = 'a secret: with & signs' }) {
    const book = kind === 'google' ? new GoogleBook() : new GraphBook();
    Object.assign(book, { kind, redirect, clientSecret, clientId: `client-of-${kind}`, codes: new Map(), access: new Map(), refresh: new Map(),
      asked: [], wrong: [], revoked: [], pageMax: 1000, sequence: 1, fault: undefined });
    book.people = new Map(accounts.map((name) => [name, new Map()]));
    book.server = createServer((req, res) => book.serve(req, res).catch((error) => { book.wrong.push(String(error.stack)); res.writeHead(500).end(); }));
    await new Promise((done) => book.server.listen(0, '127.0.0.1', done));
    book.url = `http://127.0.0.1:${book.server.address().port}`;
    return book;
  }

  // As an administrator sets it up here.
  get config() {
    return { provider: this.kind, client_id: this.clientId, client_secret: this.clientSecret, authorize_url: `${this.url}/authorize`, token_url: `${this.url}/token`,
      ...(this.kind === 'google' ? { revoke_url: `${this.url}/revoke` } : {}), api_url: this.url + this.base };
  }

  // ---- what the account's owner does there ----

  put(account, uid, person) { this.people.get(account).set(uid, { person, at: ++this.sequence }); }
  remove(account, uid) { this.people.get(account).set(uid, { person: null, at: ++this.sequence }); }
  clear(account) { this.people.get(account).clear(); }
  endAccess() { this.access.clear(); }
  endLogins() { this.refresh.clear(); this.access.clear(); }
  forget() { this.oldest = ++this.sequence; } // marks of before are too old
  paths(path) { return this.asked.filter((one) => one.path === path); }
  get pages() { return this.paths(this.base + this.list); }

  // ---- HTTP ----

  async serve(req, res) {
    const url = new URL(req.url, this.url), parts = [];
    for await (const part of req) parts.push(part);
    const one = { at: Date.now(), method: req.method, path: url.pathname, query: Object.fromEntries(url.searchParams), headers: req.headers, form: Object.fromEntries(new URLSearchParams(Buffer.concat(parts).toString())) };
    this.asked.push(one);
    const how = await this.fault?.(one, this.asked.length) ?? this.answer(one, url);
    if (how.drop) return void req.socket.destroy();
    if (how.hang) return;
    if (how.hold) await how.hold;
    const text = how.html ?? how.raw ?? JSON.stringify(how.body ?? {});
    res.writeHead(how.status ?? 200, { 'content-type': how.html ? 'text/html; charset=utf-8' : 'application/json', ...how.headers }).end(text);
  }

  answer(one, url) {
    const routes = { '/favicon.ico': () => ({ status: 204 }), '/authorize': this.authorize, '/consent': this.consent, '/token': this.token, [this.base + this.list]: this.page, ...(this.kind === 'google' ? { '/revoke': this.revoke } : {}) };
    return routes[one.path]?.call(this, one, url) ?? { status: 404 };
  }

  refuse(why, status = 400, body = { error: 'invalid_request', error_description: why }) { this.wrong.push(why); return { status, body }; }

  // ---- OAuth 2.0 ----

  authorize({ query: q }) {
    const why = q.response_type !== 'code' ? 'response_type' : q.client_id !== this.clientId ? 'client_id' : q.redirect_uri !== this.redirect ? 'redirect_uri'
      : !/^[\w-]{43}$/.test(q.code_challenge ?? '') || q.code_challenge_method !== 'S256' ? 'PKCE' : !/^[\w-]{43}$/.test(q.state ?? '') ? 'state'
        : q.scope !== this.scope ? `scope ${q.scope}` : this.authorizeProblem(q);
    if (why) return this.refuse(why);
    const hidden = Object.entries(q).map(([name, value]) => `<input type="hidden" name="${name}" value="${value.replaceAll('"', '&quot;')}">`).join('');
    const logins = [...this.people.keys()].map((name) => `<option>${name}</option>`).join('');
    return { html: `<!doctype html><html lang="en"><title>Consent</title><main><h1>May Trunkline read your contacts?</h1><form method="post" action="/consent">${hidden}<label>Account <select name="login">${logins}</select></label>
      <button name="answer" value="allow">Allow</button><button name="answer" value="deny">Deny</button></form></main></html>` };
  }

  consent({ form }) {
    const back = new URL(form.redirect_uri);
    back.searchParams.set('state', form.state);
    if (form.answer === 'deny') {
      back.searchParams.set('error', 'access_denied');
    } else {
      const code = secret('code');
      this.codes.set(code, { account: form.login, challenge: form.code_challenge, redirect: form.redirect_uri, offline: this.isOffline(form), scope: this.granted ?? form.scope });
      back.searchParams.set('code', code);
    }
    return { status: 302, headers: { location: back.href } };
  }

  token({ method, headers, form }) {
    if (method !== 'POST' || headers['content-type'] !== 'application/x-www-form-urlencoded') return this.refuse('token: form');
    if (form.client_id !== this.clientId || form.client_secret !== this.clientSecret) return this.refuse('token: client', 401, { error: 'invalid_client' });
    return form.grant_type === 'refresh_token' ? this.refreshed(form) : this.exchanged(form);
  }

  exchanged(form) {
    const code = this.codes.get(form.code);
    this.codes.delete(form.code); // RFC 6749, 4.1.2: once
    if (!code) return { status: 400, body: { error: 'invalid_grant' } };
    const challenge = createHash('sha256').update(form.code_verifier ?? '').digest('base64url');
    if (challenge !== code.challenge || form.redirect_uri !== code.redirect) return this.refuse('token: verifier or redirect_uri', 400, { error: 'invalid_grant' });
    const body = this.tokens(code.account, code.scope);
    if (code.offline) body.refresh_token = this.newRefresh(code.account);
    return { body };
  }

  refreshed(form) {
    const account = this.refresh.get(form.refresh_token);
    if (account === undefined) return { status: 400, body: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' } };
    const body = this.tokens(account, this.scope);
    if (this.rotates) body.refresh_token = this.newRefresh(account);
    return { body };
  }

  tokens(account, scope) {
    const access = secret('access');
    this.access.set(access, account);
    return { access_token: access, token_type: 'Bearer', expires_in: 3599, scope };
  }

  newRefresh(account) { const token = this.lastRefresh = secret('refresh'); this.refresh.set(token, account); return token; }

  revoke({ method, form }) {
    if (method !== 'POST' || !this.refresh.delete(form.token)) return { status: 400, body: { error: 'invalid_token' } };
    this.revoked.push(form.token);
    return { body: {} };
  }

  accountOf({ headers }) { return this.access.get(/^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]); }

  // Who has changed since `since` (0: who is there), a page of them from `from` on.
  slice(account, since, from, size) {
    const all = [...this.people.get(account)].filter(([, { person, at }]) => (since ? at > since : person)).sort(([, a], [, b]) => a.at - b.at);
    return { some: all.slice(from, from + size), next: from + size < all.length ? from + size : null };
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(done));
  }
}

class GoogleBook extends Book {
  base = '/v1';
  list = '/people/me/connections';
  scope = 'https://www.googleapis.com/auth/contacts.readonly';
  rotates = false;

  authorizeProblem(q) { return q.access_type === 'offline' && q.prompt === 'consent' ? null : 'access_type and prompt'; }
  isOffline(q) { return q.access_type === 'offline'; }
  error(status, code, reason) {
    return { status, body: { error: { code: status, message: code, status: code, ...(reason ? { details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'people.googleapis.com' }] } : {}) } } };
  }

  // All parameters but the two tokens must be those of the first call.
  page(one) {
    const { pageToken, syncToken, ...rest } = one.query, account = this.accountOf(one);
    if (account === undefined) return this.error(401, 'UNAUTHENTICATED');
    if (rest.personFields !== FIELDS || rest.requestSyncToken !== 'true' || !(Number(rest.pageSize) >= 1 && Number(rest.pageSize) <= 1000)) return this.refuse('connections: parameters');
    const since = syncToken ? Number(/^sync-(\d+)$/.exec(syncToken)?.[1] ?? -1) : 0;
    if (since === -1 || (since && since < this.oldest)) return this.error(400, 'FAILED_PRECONDITION', 'EXPIRED_SYNC_TOKEN');
    const [, from, began, of] = pageToken ? /^page-(\d+)-(\d+)-(\d+)$/.exec(pageToken) ?? [] : [null, 0, this.sequence, since];
    if (Number(of) !== since) return this.refuse('connections: a page of another list');
    const { some, next } = this.slice(account, since, Number(from), Math.min(Number(rest.pageSize), this.pageMax));
    const body = { totalItems: some.length };
    if (some.length) body.connections = some.map(([uid, { person }]) => ({ resourceName: `people/${uid}`, etag: '%x', ...(person ?? { metadata: { deleted: true } }) }));
    if (next !== null) body.nextPageToken = `page-${next}-${began}-${since}`;
    else body.nextSyncToken = `sync-${began}`;
    return { body };
  }
}

class GraphBook extends Book {
  base = '/v1.0';
  list = '/me/contacts/delta';
  scope = 'offline_access https://graph.microsoft.com/Contacts.Read';
  rotates = true;

  authorizeProblem(q) { return q.response_mode === 'query' ? null : 'response_mode'; }
  isOffline(q) { return q.scope.split(' ').includes('offline_access'); }
  error(status, code, headers) { return { status, headers, body: { error: { code, message: code } } }; }

  // What a link says is the service's: a client sends it as it came.
  page(one) {
    const account = this.accountOf(one), { $skiptoken: skip, $deltatoken: delta, $select: select } = one.query;
    const size = Number(/^odata\.maxpagesize=(\d+)$/.exec(one.headers.prefer ?? '')?.[1] ?? 10);
    if (account === undefined) return this.error(401, 'InvalidAuthenticationToken');
    if (skip || delta ? Object.keys(one.query).length !== 1 : select !== SELECT) return this.refuse('delta: parameters');
    const [, from, began, since] = skip ? /^(\d+)-(\d+)-(\d+)$/.exec(skip) : [null, 0, this.sequence, delta ?? 0];
    if (Number(since) && Number(since) < this.oldest) return this.error(410, 'SyncStateNotFound');
    const { some, next } = this.slice(account, Number(since), Number(from), Math.min(size, this.pageMax));
    const link = (name, token) => `${this.linkBase ?? this.url}${this.base}${this.list}?${name}=${token}`;
    return { body: { '@odata.context': `${this.url}${this.base}/$metadata#contacts`,
      value: some.map(([uid, { person }]) => ({ '@odata.type': '#microsoft.graph.contact', id: uid, ...(person ?? { '@removed': { reason: 'deleted' } }) })),
      ...(next !== null ? { '@odata.nextLink': link('$skiptoken', `${next}-${began}-${since}`) } : { '@odata.deltaLink': link('$deltatoken', began) }) } };
  }
}

// ---- persons as each tells them ----

export const google = (name, { numbers = [], emails = [], company, title, notes, fax } = {}) => ({
  names: [{ metadata: { primary: true, source: { type: 'CONTACT', id: 'x' } }, displayName: name, givenName: name.split(' ')[0], familyName: name.split(' ')[1] }],
  ...(numbers.length || fax ? { phoneNumbers: [...numbers.map((value) => ({ value, canonicalForm: value, type: 'mobile', formattedType: 'Mobile' })), ...(fax ? [{ value: fax, type: 'workFax', formattedType: 'Work Fax' }] : [])] } : {}),
  ...(emails.length ? { emailAddresses: emails.map((value) => ({ value, type: 'work', formattedType: 'Work' })) } : {}),
  ...(company || title ? { organizations: [{ name: company, title }] } : {}),
  ...(notes ? { biographies: [{ value: notes, contentType: 'TEXT_PLAIN' }] } : {}),
});

export const graph = (name, { mobile = null, business = [], emails = [], company = null, notes = '' } = {}) => ({
  displayName: name, givenName: name.split(' ')[0], surname: name.split(' ')[1] ?? null, companyName: company, department: null, jobTitle: null,
  emailAddresses: emails.map((address) => ({ name: address, address })), mobilePhone: mobile, businessPhones: business, homePhones: [], personalNotes: notes,
});

// From the address that we give out to the one that the provider sends the browser back to, as who logs in there.
export async function consent(url, { login, answer = 'allow' } = {}) {
  const page = await fetch(url);
  if (page.status !== 200) throw new Error(`authorize: ${page.status} ${await page.text()}`);
  const form = new URLSearchParams([...(await page.text()).matchAll(/name="([^"]+)" value="([^"]*)"/g)].filter(([, name]) => name !== 'answer').map(([, name, value]) => [name, value.replaceAll('&quot;', '"')]));
  form.set('login', login);
  form.set('answer', answer);
  const done = await fetch(new URL('/consent', url), { method: 'POST', redirect: 'manual', body: form });
  return done.headers.get('location');
}
