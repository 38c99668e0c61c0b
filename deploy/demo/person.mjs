// person.mjs - one of the demo's users as an API client: a session, resources that are made only where they are missing.
import { call, run } from './desk.mjs';

const PAGES_MAX = 50, PAGE = 100; // of a list

export class Person {
  constructor(login, session) { Object.assign(this, { login, token: session.token, id: session.user.id, name: session.user.name }); }

  static async logIn(username, app) {
    const login = run.users.find((one) => one.username === username);
    if (!login) throw new Error(`the demo has no user ${username}`);
    return new Person(login, await call('', 'POST', '/api/v1/sessions', { username, password: login.password, app }));
  }

  logOut() { return call(this.token, 'DELETE', '/api/v1/sessions/me'); }

  // Requests that need a recent proof of the password get one.
  async call(method, path, body, headers) {
    try { return await call(this.token, method, `/api/v1/${path}`, body, headers); } catch (error) {
      if (!error.message.includes('"proof_needed"')) throw error;
      await call(this.token, 'POST', '/api/v1/me/proof', { password: this.login.password });
      return call(this.token, method, `/api/v1/${path}`, body, headers);
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

  // Answers the resource with the same values in `keys`; makes it if there is none.
  async ensure(path, body, ...keys) {
    const found = (await this.list(path)).find((one) => keys.every((key) => one[key] === body[key]));
    return found ?? this.call('POST', path, body);
  }
}
