/* The page that opens for who accepts: values only fill in, whatever they are (IN-4). */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { PLACEHOLDERS, encoded, screenPop } from '../src/screenpop.ts';
import type { Interaction } from '../src/types.ts';

const AGENT = { id: '7', name: 'Maya Okafor', username: 'maya' };
const pop = (template: string, name = 'Priya & Söhne', number = '+15105550177') =>
  screenPop(template, {
    interaction: '12', conversation: '34', number, customer: { id: '5', name }, queue: { id: '1', name: 'Orders' },
    channel: { id: '2', name: 'Texts', medium: 'chat', kind: 'sms', number: '+4930' },
  } as Interaction, AGENT);

test('values are filled in, percent-encoded', () => {
  assert.equal(pop('https://crm.example/c/{customer.id}?n={customer.number}&name={customer.name}&q={queue.name}&i={interaction.id}#{agent.id}'),
    'https://crm.example/c/5?n=%2B15105550177&name=Priya%20%26%20S%C3%B6hne&q=Orders&i=12#7');
  assert.equal(encoded("a'(b)*!"), 'a%27%28b%29%2A%21');
  assert.equal(screenPop('https://crm.example/?c={customer.id}', { customer: null } as Interaction, AGENT), 'https://crm.example/?c=', 'nobody known');
});

test('a value can add no part, lead to no other host, climb in no path', () => {
  for (const name of ['a/../../admin', '?x=1', '#x', '&admin=1', '"><script>', 'javascript:alert(1)', '\\\\evil.example\\', '\u0000\r\nHost: evil', 'x@evil.example', '%2e%2e%2f', '/'.repeat(50)]) {
    const url = new URL(pop('https://crm.example/c/{customer.name}/card?name={customer.name}', name)!);
    assert.equal(url.origin, 'https://crm.example', name);
    assert.equal(url.pathname.split('/').length, 4, name);
    assert.deepEqual([...url.searchParams.keys()], ['name'], name);
    assert.equal(url.searchParams.get('name'), name);
    assert.equal(url.hash, '', name);
  }
  for (const dots of ['.', '..', '%2e', '%2E%2e']) {
    const url = pop('https://crm.example/c/{customer.name}/delete', dots);
    assert.ok(url === null || new URL(url).pathname.split('/').length === 4, `${dots}: ${url}`);
  }
  assert.equal(pop('https://crm.example/c/{customer.name}', '..'), null);
  assert.equal(pop('https://crm.example/c/{customer.name}', '\ud800'), null, 'half a character is none');
});

test('what is no page of the web is not opened', () => {
  for (const template of ['javascript:alert({customer.id})', ' https://crm.example', 'JavaScript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', '//crm.example', '/c/{customer.id}',
    'https://{customer.name}', 'https://{customer.name}.example/', 'https://crm.example{customer.name}/', 'https://a@{customer.name}/', 'https://me:secret@crm.example/', 'https://crm.example\\{customer.name}', 'https:// crm.example/', 'https://', '']) {
    assert.equal(pop(template, 'evil.example'), null, template);
  }
  assert.equal(screenPop(undefined, {} as Interaction, AGENT), null);
});

test('a placeholder that is unknown, or a name that every object has, stays empty', () => {
  assert.equal(pop('https://crm.example/?a={constructor}&b={__proto__}&c={nothing}'), 'https://crm.example/?a=&b=&c=');
});

test('the placeholders are those that a queue may be saved with', () => {
  const sql = readFileSync('../sql/functions/routing/screen_pop_wrong.sql', 'utf8');
  assert.deepEqual(/known CONSTANT text\[\] := '\{([^}]*)\}'/.exec(sql)![1]!.split(','), [...PLACEHOLDERS]);
});
