-- Address books elsewhere: whom they tell of becomes contacts, and nothing that somebody wrote is lost (CT-6).
SELECT test.organisation();
INSERT INTO directory.address_book (tenant, name, provider, client_id) VALUES (1, 'Google', 'google', 'us'), (1, 'Outlook', 'microsoft', 'us');
CREATE FUNCTION test.person(uid text, name text, numbers text[] DEFAULT '{}', emails text[] DEFAULT '{}', more jsonb DEFAULT '{}', unsaid jsonb DEFAULT '[]') RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_build_object('uid', uid, 'unsaid', unsaid, 'item', jsonb_strip_nulls(jsonb_build_object('name', name,
		'numbers', (SELECT jsonb_agg(jsonb_build_object('label', 'Phone', 'kind', 'phone', 'number', n, 'shown', n)) FROM unnest(numbers) AS n),
		'emails', (SELECT jsonb_agg(jsonb_build_object('label', 'E-mail', 'email', e)) FROM unnest(emails) AS e))) || more)
$$;
-- A call with the lock keys that it needs.
CREATE FUNCTION test.locked(what text, who text DEFAULT 'ann') RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	answer text;
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('contacts', 1, test.who(who)::text), ops.key('command', 1, '01'), ops.key('config', 1, '')]);
	EXECUTE what INTO answer;
	PERFORM ops.batch_end();
	RETURN answer;
END $$;
CREATE FUNCTION test.book(name text DEFAULT 'Google') RETURNS bigint LANGUAGE sql AS $$ SELECT b.id FROM directory.address_book AS b WHERE b.name = $1 $$;
CREATE FUNCTION test.connected(name text DEFAULT 'Google', who text DEFAULT 'ann', session bigint DEFAULT NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	s bigint := session;
BEGIN
	IF s IS NULL THEN
		INSERT INTO presence.session (tenant, user_id, app, token_hash, opened_at, expires_at)
		VALUES (1, test.who(who), 'work', decode(md5(random()::text), 'hex'), ops.clock(), ops.clock() + '1 hour') RETURNING id INTO s;
	END IF;
	RETURN test.locked(format('SELECT outcome FROM directory.book_connect(NULL, NULL, 1, %s, %s, %s, ''\x01'')', test.who(who), s, test.book(name)), who);
END $$;
CREATE FUNCTION test.begun(name text DEFAULT 'Google', who text DEFAULT 'ann') RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	UPDATE directory.book_account AS a SET due_at = ops.clock() WHERE a.book = test.book(name) AND a.owner = test.who(who) AND a.state = 'idle';
	RETURN test.locked(format('SELECT concat_ws('' '', outcome, mark, next) FROM directory.book_begin(1, %s, %s, 1000)', test.who(who), test.book(name)), who);
END $$;
CREATE FUNCTION test.page(given jsonb, gone text[] DEFAULT '{}', next text DEFAULT NULL, mark text DEFAULT 'm', name text DEFAULT 'Google', who text DEFAULT 'ann') RETURNS text LANGUAGE sql AS $$
	SELECT test.locked(format('SELECT outcome FROM directory.book_page(1, %1$s, %2$s, (SELECT claim FROM directory.book_account WHERE book = %2$s AND owner = %1$s), %3$L, %4$L, %5$L, %6$L, 60000, 900000)',
		test.who($6), test.book($5), $1, to_jsonb($2), $3, $4), $6)
$$;
-- What the last round did: added changed unchanged removed kept skipped, and why.
CREATE FUNCTION test.result(name text DEFAULT 'Google', who text DEFAULT 'ann') RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', r ->> 'added', r ->> 'changed', r ->> 'unchanged', r ->> 'removed', r ->> 'kept', r ->> 'skipped',
		(SELECT string_agg(i.value ->> 'problem', ' ') FROM jsonb_array_elements(r -> 'items') AS i))
	FROM (SELECT a.rounds -> 0 AS r FROM directory.book_account AS a WHERE a.book = test.book($1) AND a.owner = test.who($2)) AS x
$$;
CREATE FUNCTION test.round(given jsonb, gone text[] DEFAULT '{}', name text DEFAULT 'Google') RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	PERFORM test.begun(name);
	PERFORM test.page(given, gone, NULL, 'm', name);
	RETURN test.result(name);
END $$;
CREATE FUNCTION test.all_of(name text DEFAULT 'Google') RETURNS void LANGUAGE sql AS $$ UPDATE directory.book_account AS a SET mark = NULL WHERE a.book = test.book($1) $$;
CREATE FUNCTION test.contacts(who text DEFAULT 'ann') RETURNS text LANGUAGE sql AS $$
	SELECT COALESCE(string_agg(concat_ws(' ', c.name, NULLIF(c.company, ''), (SELECT string_agg(n.value ->> 'number', ' ') FROM jsonb_array_elements(c.numbers) AS n)), ', ' ORDER BY c.name, c.id), '')
	FROM directory.personal_contact AS c WHERE c.owner = test.who($1)
$$;
CREATE FUNCTION test.write(was text, item jsonb) RETURNS text LANGUAGE sql AS $$
	SELECT test.locked(format('SELECT outcome FROM directory.personal_contact_write(NULL, NULL, 1, %s, %s, %s, %L)', c.owner, c.id, c.version, $2)) FROM directory.personal_contact AS c WHERE c.name = $1
$$;

-- ---- connected ----

SELECT test.is(test.connected(session => 999999), 'forbidden', 'a session that is not there connects nothing');
SELECT test.is(test.connected(), 'ok', 'one''s own does');
SELECT test.is((SELECT count(*) FROM directory.book_due(10, 5)), 1::bigint, 'the first round is due at once');
SELECT test.is(test.begun(), 'read', 'it begins without a mark');
SELECT test.is(test.begun(), 'gone', 'one reader has it');

-- ---- all, by pages ----

SELECT test.is(test.page(jsonb_build_array(test.person('1', 'Ada', '{+46701111110}'), test.person('2', 'Bo', '{+46702222222}', '{b@x.example}')), next => 'p2'), 'more', 'a page of several');
SELECT test.is((SELECT concat_ws(' ', mark, next, state) FROM directory.book_account), 'p2 reading', 'no mark before the last one');
UPDATE directory.book_account SET due_at = ops.clock();
SELECT test.is(test.begun(), 'read p2', 'who died in between is followed at the next page');
UPDATE directory.tenant SET default_country = 'DE';
UPDATE directory.book_account SET due_at = ops.clock();
SELECT test.is(test.locked(format('SELECT country FROM directory.book_begin(1, %s, %s, 1000)', test.who('ann'), test.book())), 'DE', 'numbers of users without a site are read in the default country');
UPDATE directory.tenant SET default_country = NULL;
SELECT test.is(test.page(jsonb_build_array(test.person('3', 'Cy', '{}', '{c@x.example}'), '{"uid": "4", "problem": "no name"}'::jsonb), mark => 'm1'), 'last', 'the last page');
SELECT test.is(test.result(), '3 0 0 0 0 1 no name', 'what it did is told over all pages');
SELECT test.is((SELECT concat_ws(' ', mark, next, state) FROM directory.book_account), 'm1 idle', 'the mark came with the last page');
SELECT test.is(test.contacts(), 'Ada +46701111110, Bo +46702222222, Cy', 'all are contacts');
SELECT test.is((SELECT count(*) FROM directory.contact_entry WHERE kind = 'personal'), 3::bigint, 'and can be found');
SELECT test.is(test.page('[]'), 'gone', 'a reader whose round has ended stores nothing');

-- ---- what has changed ----

SELECT test.is(test.begun(), 'read m1', 'the next round begins at the mark');
SELECT test.is(test.page(jsonb_build_array(test.person('1', 'Ada L', '{+46701111111}')), '{3}', NULL, 'm2'), 'last', 'a change and a deletion');
SELECT test.is(test.result(), '0 1 0 1 0 0', 'one changed, one removed');
SELECT test.is(test.contacts(), 'Ada L +46701111111, Bo +46702222222', 'a number that the book took back is gone');
SELECT test.is(test.round(jsonb_build_array(test.person('1', 'Ada L', '{+46701111111}'))), '0 0 1 0 0 0', 'what is told again changes nothing');
SELECT test.is(test.round(jsonb_build_array(test.person('1', 'Ada L', unsaid => '["numbers", "company"]'))), '0 0 1 0 0 0', 'what a change does not tell of stays');
SELECT test.is(test.round(jsonb_build_array(test.person('1', NULL, more => '{"company": "PAG"}', unsaid => '["numbers", "name"]'))), '0 1 0 0 0 0', 'nor does it need a name');
SELECT test.is(test.round(jsonb_build_array(test.person('1', NULL, unsaid => '["numbers", "name"]'), test.person('12', NULL, unsaid => '["name"]'))), '0 1 0 0 0 1 It has no name, company, e-mail address or number.', 'but who is new does');

-- ---- what was written here ----

SELECT test.is(test.write('Ada L', '{"company": "Mine", "notes": "mine", "numbers": [{"label": "Phone", "kind": "phone", "number": "+46701111111", "shown": "+46701111111"}, {"label": "Own", "kind": "phone", "number": "+46709999999", "shown": "x"}]}'), 'ok', 'somebody writes');
SELECT test.is(test.round(jsonb_build_array(test.person('1', 'Ada King', '{+46701111112}', more => '{"company": "Theirs"}'))), '0 1 0 0 0 0', 'the book changes it, too');
SELECT test.is(test.contacts(), 'Ada King Mine +46709999999 +46701111112, Bo +46702222222', 'what was written stays, the rest is the book''s');
SELECT test.is(test.round('[]', '{1}'), '0 0 0 0 1 0 It was changed here.', 'deleted there, it stays here');
SELECT test.is(test.round('[]', '{1}'), '0 0 0 0 0 0', 'and is told of once');
SELECT test.is(test.write('Ada King', NULL), 'ok', 'until its owner deletes it');

SELECT test.is(test.write('Bo', NULL), 'ok', 'one that the book has is deleted here');
SELECT test.all_of();
SELECT test.is(test.round(jsonb_build_array(test.person('2', 'Bo', '{+46702222222}', '{b@x.example}'))), '0 0 1 0 0 0', 'it does not come back');
SELECT test.is(test.round(jsonb_build_array(test.person('2', 'Bob', '{+46702222222}', '{b@x.example}'))), '0 0 0 0 0 1 It was deleted here.', 'nor with a change, which is told');
SELECT test.is(test.contacts(), '', 'nobody is left');

-- ---- who is known ----

INSERT INTO directory.personal_contact (tenant, owner, name, numbers) VALUES (1, test.who('ann'), 'Dee', '[{"label": "Home", "kind": "phone", "number": "+46703333333", "shown": "3"}]');
SELECT test.is(test.round(jsonb_build_array(test.person('5', 'dee', '{+46703333333,+46704444444}', more => '{"company": "PAG"}'))), '0 1 0 0 0 0', 'known by name and number');
SELECT test.is(test.contacts(), 'Dee PAG +46703333333 +46704444444', 'what is empty is filled, numbers are added, the name stays');
SELECT test.is(test.round(jsonb_build_array(test.person('6', 'Dee', '{+46704444444}'))), '0 0 0 0 0 1 It has the name and a number or an e-mail address of Dee: both are one contact.', 'two of a book with one name and number are one contact');
SELECT test.is(test.round(jsonb_build_array(test.person('7', 'Eve', '{}', '{e@x.example}'), test.person('8', 'EVE', '{}', '{E@X.example}'))), '1 0 0 0 0 1 It has the name and a number or an e-mail address of Eve: both are one contact.', 'also in one page');
SELECT test.is(test.round(jsonb_build_array(test.person('13', 'Ida', '{+46703333333}'), test.person('14', 'Ivo', '{}', '{i@x.example}'), test.person('15', 'Ines', '{}', '{I@x.example}'))), '3 0 0 0 0 0', 'who shares a number or an address under another name is another contact');
SELECT test.is((SELECT string_agg(c.name || '=' || d.name, ' ' ORDER BY c.name) FROM directory.personal_contact AS c JOIN directory.personal_contact AS d ON d.id = c.possible_duplicate_of), 'Ida=Dee Ines=Ivo', 'and marked, within a page as well');
SELECT test.is(test.round(jsonb_build_array(test.person('13', 'Ida B', '{+46703333333}'))), '0 1 0 0 0 0', 'by its id it is known under any name');
SELECT test.is(test.contacts(), 'Dee PAG +46703333333 +46704444444, Eve, Ida B +46703333333, Ines, Ivo', 'and renames nobody else');
SELECT test.is(test.round('[]', '{13,14,15}'), '0 0 0 3 0 0', 'they go as they came');
SELECT test.is(test.round('[]', '{5,6}'), '0 0 0 0 1 0 It was here before it came from the address book.', 'what was here first stays');
SELECT test.is(test.round('[]', '{7}'), '0 0 0 0 1 0 An address book still has it.', 'whom another entry tells of stays');
SELECT test.is(test.round('[]', '{8}'), '0 0 0 1 0 0', 'and goes with the last');

-- ---- two books, all again ----

SELECT test.is(test.connected('Outlook'), 'ok', 'another book');
SELECT test.is(test.round(jsonb_build_array(test.person('a', 'Fay', '{+46705555555}')), name => 'Outlook'), '1 0 0 0 0 0', 'somebody of it');
SELECT test.is(test.round(jsonb_build_array(test.person('9', 'Fay', '{+46705555555,+46705555556}'))), '0 1 0 0 0 0', 'the first one knows her, too');
SELECT test.is(test.round('[]', '{a}', 'Outlook'), '0 0 0 0 1 0 An address book still has it.', 'she goes when neither has her');
SELECT test.all_of();
SELECT test.is(test.round(jsonb_build_array(test.person('10', 'Gus'))), '1 0 0 1 0 0', 'whom a whole round does not tell of is gone');
SELECT test.is((SELECT string_agg(uid, ' ') FROM directory.book_person), '10', 'and so is who was deleted here');

-- ---- contacts that are merged ----

CREATE TABLE test.id (name text, id bigint);
CREATE FUNCTION test.keep_ids() RETURNS void LANGUAGE sql AS $$
	TRUNCATE test.id; INSERT INTO test.id SELECT c.name, c.id FROM directory.personal_contact AS c WHERE c.owner = test.who('ann')
$$;
CREATE FUNCTION test.merge(what text, kept text, other text) RETURNS text LANGUAGE sql AS $$
	SELECT test.locked(format('SELECT outcome FROM directory.%I(NULL, NULL, 1, %s, %2$s, ''agent'', ''{}'', %s, %s)', 'contact_' || $1, test.who('ann'), a.id, b.id))
	FROM test.id AS a, test.id AS b WHERE a.name = $2 AND b.name = $3
$$;
-- Which contact each uid is.
CREATE FUNCTION test.uids() RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(p.uid || '=' || c.name, ' ' ORDER BY p.uid) FROM directory.book_person AS p JOIN directory.personal_contact AS c ON c.id = p.contact
$$;
DELETE FROM directory.personal_contact WHERE name <> 'Dee';
CREATE FUNCTION test.abc(b text, company text DEFAULT NULL) RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_build_array(test.person('a1', 'Al', CASE WHEN $2 IS NULL THEN '{+46711111111}' ELSE '{+46711111111,+46711111110}' END::text[], more => CASE WHEN $2 IS NULL THEN '{}' ELSE jsonb_build_object('company', $2) END),
		test.person('b1', 'Bo', ARRAY[$1], '{bo@x.example}', '{"company": "PAG"}'), test.person('c1', 'Cy', '{+46711111113}'))
$$;
SELECT test.is(test.round(test.abc('+46711111112')), '3 0 0 0 0 0', 'three of a book');
SELECT test.keep_ids();
SELECT test.is(test.merge('merge', 'Al', 'Bo'), 'ok', 'two are merged');
SELECT test.is(test.uids(), 'a1=Al b1=Al c1=Cy', 'the book finds both in one');
SELECT test.is(test.round(test.abc('+46711111112')), '0 0 3 0 0 0', 'and has nothing to change');
SELECT test.is(test.merge('unmerge', 'Al', 'Bo'), 'ok', 'undone');
SELECT test.is(test.uids(), 'a1=Al b1=Bo c1=Cy', 'each is its own again');
SELECT test.is(test.round('[]', '{a1,b1,c1}'), '0 0 0 3 0 0', 'and goes with its book, as before');

SELECT test.is(test.round(test.abc('+46711111112')), '3 0 0 0 0 0', 'they are back');
SELECT test.keep_ids();
SELECT test.is(test.merge('merge', 'Al', 'Bo'), 'ok', 'merged');
SELECT test.is(test.round(test.abc('+46711111119', 'QED')), '0 2 1 0 0 0', 'the book changes the number of one, and says more of the other');
SELECT test.is(test.contacts(), 'Al PAG +46711111111 +46711111110 +46711111119, Cy +46711111113, Dee PAG +46703333333 +46704444444', 'the number is changed, the company is there');
SELECT test.is(test.merge('unmerge', 'Al', 'Bo'), 'ok', 'undone after that');
SELECT test.is(test.contacts(), 'Al QED +46711111111 +46711111110, Bo PAG +46711111119, Cy +46711111113, Dee PAG +46703333333 +46704444444', 'each has what the book says of it now');
SELECT test.is((SELECT emails #>> '{0,email}' FROM directory.personal_contact WHERE name = 'Bo') || (SELECT emails FROM directory.personal_contact WHERE name = 'Al'), 'bo@x.example[]', 'and no more');
SELECT test.is(test.round(test.abc('+46711111119', 'QED')), '0 0 3 0 0 0', 'which it has nothing to change of');
SELECT test.is(test.round(test.abc('+46711111118', 'QED')), '0 1 2 0 0 0', 'until it says something else');
SELECT test.is(test.contacts(), 'Al QED +46711111111 +46711111110, Bo PAG +46711111118, Cy +46711111113, Dee PAG +46703333333 +46704444444', 'of one alone');
SELECT test.is(test.round('[]', '{a1,b1,c1}'), '0 0 0 3 0 0', 'all go with their book');

SELECT test.is(test.round(test.abc('+46711111111')), '3 0 0 0 0 0', 'two that share their number');
SELECT test.keep_ids();
SELECT test.is(test.merge('merge', 'Al', 'Bo'), 'ok', 'merged');
SELECT test.is(test.round(test.abc('+46711111119')), '0 1 2 0 0 0', 'one has another one now');
SELECT test.is(test.merge('unmerge', 'Al', 'Bo'), 'ok', 'undone');
SELECT test.is(test.contacts(), 'Al +46711111111, Bo PAG +46711111119, Cy +46711111113, Dee PAG +46703333333 +46704444444', 'and the other keeps its own');

SELECT test.is(test.merge('merge', 'Al', 'Bo'), 'ok', 'B into A');
SELECT test.is(test.merge('merge', 'Cy', 'Al'), 'ok', 'A into C');
SELECT test.is(test.uids(), 'a1=Cy b1=Cy c1=Cy', 'the book finds all in one');
SELECT test.is(test.round(test.abc('+46711111118')), '0 1 2 0 0 0', 'and changes one');
SELECT test.is(test.merge('unmerge', 'Cy', 'Al'), 'ok', 'A is back');
SELECT test.is(test.uids(), 'a1=Al b1=Al c1=Cy', 'with B');
SELECT test.is(test.merge('unmerge', 'Al', 'Bo'), 'ok', 'and B');
SELECT test.is(test.contacts(), 'Al +46711111111, Bo PAG +46711111118, Cy +46711111113, Dee PAG +46703333333 +46704444444', 'each as the book has it');
SELECT test.is(test.merge('merge', 'Al', 'Bo'), 'ok', 'merged');
SELECT test.is(test.write('Al', '{"title": "Mine"}'), 'ok', 'written to');
SELECT test.is(test.merge('unmerge', 'Al', 'Bo'), 'ok', 'undone');
SELECT test.is(test.round('[]', '{a1,b1,c1}'), '0 0 0 2 1 0 It was changed here.', 'the one that somebody wrote to stays');
SELECT test.is(test.write('Al', NULL), 'ok', 'until it is deleted');

SELECT test.is(test.round(test.abc('+46711111112')), '3 0 0 0 0 0', 'three of a book again');
SELECT test.keep_ids();
SELECT test.is(test.merge('merge', 'Al', 'Bo'), 'ok', 'merged');
SELECT test.is(test.round('[]', '{b1}'), '0 0 0 0 1 0 An address book still has it.', 'the book deletes the one that is gone');
SELECT test.is(test.merge('unmerge', 'Al', 'Bo'), 'ok', 'undone');
SELECT test.is((SELECT c.book_version FROM directory.personal_contact AS c WHERE c.name = 'Bo'), NULL, 'it is its owner''s own: no book has it');
SELECT test.is(test.round('[]', '{a1,c1}'), '0 0 0 2 0 0', 'the others go with their book');
SELECT test.is(test.write('Bo', NULL), 'ok', 'and it is deleted by its owner');

-- ---- now, later, never ----

CREATE FUNCTION test.asked() RETURNS text LANGUAGE sql AS $$ SELECT test.locked(format('SELECT outcome FROM directory.book_sync(NULL, NULL, 1, %s, %s)', test.who('ann'), test.book())) $$;
CREATE FUNCTION test.stopped(what text, again_ms bigint, said boolean DEFAULT false) RETURNS text LANGUAGE sql AS $$
	SELECT test.locked(format('SELECT outcome FROM directory.book_end(1, %1$s, %2$s, (SELECT claim FROM directory.book_account WHERE book = %2$s AND owner = %1$s), %3$L, ''why'', %4$s, %5$L)',
		test.who('ann'), test.book(), $1, $2, $3))
$$;
SELECT test.is(test.asked(), 'ok', 'a round is wanted now');
SELECT test.is((SELECT count(*) FROM directory.book_due(10, 5) WHERE due_book = test.book()), 1::bigint, 'and due');
SELECT test.is(test.asked(), 'throttled', 'not again at once');
UPDATE directory.book_account SET asked_at = NULL;
SELECT test.is(test.begun(), 'read m', 'it begins');
SELECT test.is(test.page(jsonb_build_array(test.person('11', 'Hal')), next => 'p'), 'more', 'and gets to a page');
SELECT test.is(test.stopped('again', 3600000, true), 'ok', 'the provider wants it to wait');
SELECT test.is(test.asked(), 'throttled', 'which its owner can''t shorten');
SELECT test.is((SELECT count(*) FROM directory.book_due(10, 5) WHERE due_book = test.book()), 0::bigint, 'it is not due');
SELECT test.is(test.begun(), 'read m p', 'it goes on where it stood');
SELECT test.is(test.stopped('anew', 0), 'ok', 'the mark is too old');
SELECT test.is(test.begun(), 'read', 'all is read again');
SELECT test.is(test.stopped('login_needed', 0), 'ok', 'the login has ended');
SELECT test.is(test.stopped('failed', 0), 'gone', 'once');
SELECT test.is((SELECT concat_ws(' ', state, problem, rounds #>> '{0,problem}', refresh, due_at) FROM directory.book_account WHERE book = test.book()), 'login_needed why why', 'nothing is kept to ask with, and it is told');
SELECT test.is(test.asked(), 'login_needed', 'nothing is read without one');
SELECT test.is(test.connected(), 'ok', 'until there is another');
UPDATE directory.address_book SET disabled = true;
SELECT test.is((SELECT count(*) FROM directory.book_due(10, 5)), 0::bigint, 'a book that is switched off is not read');
UPDATE directory.address_book SET disabled = false;
UPDATE directory.app_user SET disabled = true WHERE username = 'ann';
SELECT test.is((SELECT count(*) FROM directory.book_due(10, 5)), 0::bigint, 'nor is that of who is');
UPDATE directory.app_user SET disabled = false WHERE username = 'ann';
SELECT test.is(test.connected(who => 'wim'), 'ok', 'somebody else has the same book');
SELECT test.is((SELECT count(*) FROM directory.book_due(10, 1)), (SELECT count(DISTINCT book) FROM directory.book_account WHERE due_at <= ops.clock()), 'of each book some, however many are due');
SELECT test.is(directory.books_list(1, test.who('wim')) #>> '{data,0,contacts}', '0', 'and nobody of it');
SELECT test.is(test.locked(format('SELECT outcome FROM directory.book_disconnect(NULL, NULL, 1, %s, %s, true)', test.who('ann'), test.book())), 'ok', 'disconnected, with its contacts');
SELECT test.is(test.contacts(), 'Dee PAG +46703333333 +46704444444', 'those go that it brought');
SELECT test.is(directory.books_list(1, test.who('ann')) #>> '{data,0,state}', 'none', 'it can be connected');
SELECT test.is((SELECT count(*) FROM directory.book_account), 2::bigint, 'other accounts stay');

-- ---- at the bound ----

-- As autovacuum does while an address book grows: without statistics of its terms each 500 contacts read all that came before.
INSERT INTO directory.personal_contact (tenant, owner, name) SELECT 1, test.who('ann'), 'Many ' || n FROM generate_series(1, 500) AS n;
ANALYZE directory.contact_term, directory.contact_entry;
INSERT INTO directory.personal_contact (tenant, owner, name) SELECT 1, test.who('ann'), 'Many ' || n FROM generate_series(501, 19998) AS n;
SELECT test.is(test.connected(), 'ok', 'connected once more');
SELECT test.is(test.round(jsonb_build_array(test.person('20', 'X1', '{}', '{x1@x.example}'), test.person('21', 'X2', '{}', '{x2@x.example}'))), '1 0 0 0 0 1 There are as many contacts as there may be.', '20,000 are as many as there may be');
SELECT test.keep_ids();
SELECT test.is(test.merge('merge', 'Many 1', 'Many 2'), 'ok', 'a merge makes room for one');
SELECT test.is(test.round(jsonb_build_array(test.person('22', 'X3', '{}', '{x3@x.example}'))), '1 0 0 0 0 0', 'that is taken');
SELECT test.is(test.merge('unmerge', 'Many 1', 'Many 2'), 'too_many', 'so it can''t be undone');
SELECT test.is(test.write('X3', NULL), 'ok', 'unless there is room again');
SELECT test.is(test.merge('unmerge', 'Many 1', 'Many 2'), 'ok', 'for the other one');
