// person.mjs - one of the demo's users as an API client: a session, resources that are made only where they are missing.
import { call, run } from './desk.mjs';

const PAGES_MAX = 50, PAGE = 100; // of a list
const RETRIES_MAX = 10, RETRY_MS = 300;

export class Person {
  constructor(login, session) { Object.assign(this, { login, token: session.token, id: session.user.id, name: session.user.name }); }

  static async logIn(username, app) {
    const login = run.users.find((one) => one.username === username);
    if (!login) throw new Error(`the demo has no user ${username}`);
    return new Person(login, await call('', 'POST', '/api/v1/sessions', { username, password: login.password, app }));
  }

  logOut() { return call(this.token, 'DELETE', '/api/v1/sessions/me'); }

  // A request with its retries: a busy machine answers 503, and some requests need a recent proof of the password. Its key keeps a retry from doing it twice.
  async call(method, path, body, headers) {
    const keyed = method === 'GET' ? headers : { 'idempotency-key': crypto.randomUUID(), ...headers };
    for (let i = 0; ; i++) {
      try { return await call(this.token, method, `/api/v1/${path}`, body, keyed); } catch (error) {
        if (i >= RETRIES_MAX) throw error;
        if (error.message.includes('"proof_needed"')) await call(this.token, 'POST', '/api/v1/me/proof', { password: this.login.password });
        else if (error.message.includes(': 503 ')) await new Promise((done) => setTimeout(done, RETRY_MS));
        else throw error;
      }
    }
  }

  async list(path) {
    const all = [];
    for (let cursor = '', page = 0; cursor !== null && page < PAGES_MAX; page++) {
      const { data, next_cursor: next } = await this.call('GET', `${path}${path.includes('?') ? '&' : '?'}limit=${PAGE}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      all.push(...data);
      cursor = next ?? null;
    }
    return all;
  }

  // Changes the resource unless it has the values of `body` already.
  async change(path, body) {
    const resource = await this.call('GET', path);
    if (Object.keys(body).every((key) => JSON.stringify(resource[key]) === JSON.stringify(body[key]))) return resource;
    return this.call('PATCH', path, body, { 'if-match': `"${resource.version}"` });
  }

  // Answers the resource with the same values in `keys`; makes it if there is none.
  async ensure(path, body, ...keys) {
    const found = (await this.list(path)).find((one) => keys.every((key) => one[key] === body[key]));
    return found ?? this.call('POST', path, body);
  }
}
