-- Supervisors are limited to their groups: what they see, what they end. Sue leads Ann's group,
-- Tom leads Ben's; Ann, Ben and Sue serve queue 1, Ben alone queue 2, Eve administers.
\ir testing_work.sql
DELETE FROM routing.member WHERE queue = 2 AND agent <> test.who('ben');
SELECT test.available('ann'), test.available('ben');
SELECT test.handled('+4915100000001', 'ann') AS got \gset
SELECT (:'got'::jsonb ->> 'interaction')::bigint AS ia, (:'got'::jsonb ->> 'conversation')::bigint AS ca \gset
SELECT test.handled('+4915100000002', 'ben') AS got \gset
SELECT (:'got'::jsonb ->> 'interaction')::bigint AS ib, (:'got'::jsonb ->> 'conversation')::bigint AS cb \gset
SELECT id AS ob FROM routing.offer WHERE interaction = :ib \gset

CREATE FUNCTION test.role(username text) RETURNS text LANGUAGE sql AS $$
	SELECT u.role FROM directory.app_user AS u WHERE u.username = role.username
$$;
CREATE FUNCTION test.sees(username text, interaction bigint) RETURNS text LANGUAGE sql AS $$
	SELECT (routing.interaction_get(1, interaction, test.who(username), test.role(username))).outcome
$$;
CREATE FUNCTION test.listed(username text, state text DEFAULT NULL) RETURNS bigint[] LANGUAGE sql AS $$
	SELECT array_agg((l.item ->> 'id')::bigint ORDER BY l.cursor::bigint)
	FROM routing.interactions_list(1, test.who(username), test.role(username), state, NULL, 10) AS l
$$;
CREATE FUNCTION test.offers_of(username text) RETURNS bigint[] LANGUAGE sql AS $$
	SELECT array_agg(DISTINCT (l.item #>> '{state,agent}')::bigint)
	FROM routing.offers_list(1, test.who(username), test.role(username), NULL, NULL, NULL, 10) AS l
$$;

-- ---- what an agent has or had ----

SELECT test.is(test.sees('sue', :ia), 'ok', 'a supervisor sees what an agent of theirs has');
SELECT test.is(test.sees('sue', :ib), 'not_yours', 'and nothing of another group');
SELECT test.is(test.sees('tom', :ib), 'ok', 'whose supervisor sees it');
SELECT test.is(test.sees('eve', :ib), 'ok', 'an administrator sees the tenant''s');
SELECT test.is(test.listed('sue'), ARRAY[:ia]::bigint[], 'a supervisor''s list holds their groups'' interactions');
SELECT test.is(test.listed('tom', 'open'), ARRAY[:ib]::bigint[], 'of one state too');
SELECT test.is(test.listed('eve'), ARRAY[:ia, :ib]::bigint[], 'an administrator''s list holds all');
SELECT test.is(test.listed('ann'), ARRAY[:ia]::bigint[], 'an agent''s what they had');

SELECT test.is((routing.interaction_why(1, :ib, test.who('sue'), 'supervisor')).outcome, 'not_yours', 'why is not told of another group''s interaction');
SELECT test.is((routing.interaction_why(1, :ib, test.who('tom'), 'supervisor')).outcome, 'ok', 'to the agent''s supervisor it is');
SELECT test.is((messaging.messages(1, test.who('sue'), 'supervisor', :cb, NULL, NULL, 10)).outcome, 'not_yours', 'another group''s messages are not read');
SELECT test.is((messaging.messages(1, test.who('tom'), 'supervisor', :cb, NULL, NULL, 10)).outcome, 'not_yours', 'those of one''s own are looked at first (MS-1)');
SELECT test.is((messaging.conversation_get(1, :cb, test.who('sue'), 'supervisor')).outcome, 'not_yours', 'nor is the conversation');
SELECT test.is((messaging.conversation_get(1, :cb, test.who('eve'), 'administrator')).outcome, 'not_yours', 'by an administrator, too');

SELECT test.is((routing.offer_get(1, :ob, test.who('sue'), 'supervisor')).outcome, 'not_found', 'an offer to another group''s agent is not shown');
SELECT test.is((routing.offer_get(1, :ob, test.who('tom'), 'supervisor')).outcome, 'ok', 'to the agent''s supervisor it is');
SELECT test.is(test.offers_of('sue'), ARRAY[test.who('ann')], 'a supervisor''s list holds their groups'' offers');
SELECT test.is(test.offers_of('ben'), ARRAY[test.who('ben')], 'an agent''s their own');
SELECT test.is(test.offers_of('eve'), ARRAY[test.who('ann'), test.who('ben')], 'an administrator''s all');

-- A conversation without interaction (a stop word) belongs to no group.
SELECT (test.text_in('+4915100000009', 'STOP', 'stop') ->> 'conversation')::bigint AS cs \gset
SELECT test.is((messaging.conversation_get(1, :cs, test.who('sue'), 'supervisor')).outcome, 'not_yours', 'what never was anybody''s is for no supervisor');
SELECT test.is((messaging.conversation_get(1, :cs, test.who('eve'), 'administrator')).outcome, 'ok', 'but for the administrator');

-- ---- ends ----

SELECT test.is((test.end_(:ib, 'sue', 1, role => 'supervisor')).outcome, 'not_found', 'a supervisor ends nothing of another group');
SELECT test.is(state, 'assigned', 'it goes on') FROM routing.interaction WHERE id = :ib;
SELECT test.is((test.end_(:ib, 'tom', 1, role => 'supervisor')).outcome, 'not_yours', 'nor what an agent of their own has');
SELECT test.end_(:ib, 'ben', 1);
SELECT test.is((messaging.transcript(1, :ib, test.who('sue'), 'supervisor')).outcome, 'not_yours', 'another group''s transcript is not read');
SELECT test.is((messaging.transcript(1, :ib, test.who('tom'), 'supervisor')).outcome, 'ok', 'one''s own group''s is');
SELECT test.is((test.end_(:ia, 'eve', 1, role => 'administrator')).outcome, 'not_yours', 'an administrator ends none');
SELECT test.end_(:ia, 'ann', 1);

-- ---- what nobody has yet ----

SELECT (test.text_in('+4915100000003', 'x') ->> 'interaction')::bigint AS iw \gset
SELECT test.is(test.sees('sue', :iw), 'not_yours', 'what has no queue yet is for no supervisor');
CREATE FUNCTION test.put(interaction bigint, queue bigint) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('routing.place(1, %s, %s, 5, ''[]'', NULL)', interaction, queue), ARRAY[ops.key('interaction', 1, interaction::text)])
$$;
SELECT test.put(:iw, 2);
SELECT test.is(test.sees('sue', :iw), 'not_yours', 'nor what waits in a queue that none of theirs serves');
SELECT test.is(test.sees('tom', :iw), 'ok', 'whose agent serves the queue sees it wait');
SELECT test.is(test.listed('sue', 'waiting'), NULL, 'the list says the same');
SELECT test.is(test.listed('tom', 'waiting'), ARRAY[:iw]::bigint[], 'to both');
SELECT test.put(:iw, 1);
SELECT test.is(test.sees('sue', :iw) || test.sees('tom', :iw), 'okok', 'in a common queue both see it');
SELECT test.offer(:iw, 'ann');
SELECT test.is(test.sees('sue', :iw), 'ok', 'while it is offered its agent''s supervisor does');
SELECT test.is(test.sees('tom', :iw), 'not_yours', 'and no other');
SELECT test.is(test.listed('sue', 'offered'), ARRAY[:iw]::bigint[], 'so does the list');
SELECT test.is(test.listed('tom', 'offered'), NULL, 'of both');
SELECT test.is((test.end_(:iw, 'sue', 1, role => 'supervisor')).outcome, 'interaction_not_assigned', 'what is not assigned has no end yet');

-- A former agent's supervisor keeps sight.
SELECT test.accept(test.live_offer(:iw), 'ann');
SELECT test.status_set('sue', 'ann', 'logged_out');
SELECT test.offer(:iw, 'ben');
SELECT test.accept(test.live_offer(:iw), 'ben');
SELECT test.is(test.sees('sue', :iw) || test.sees('tom', :iw), 'okok', 'a former agent''s supervisor sees it as well as the present one''s');
SELECT test.is(:iw = ANY (test.listed('sue')) AND :iw = ANY (test.listed('tom')), true, 'in their lists too');

-- A supervisor handles texts of their own.
SELECT test.available('sue');
UPDATE directory.supervision SET group_id = (SELECT id FROM directory.agent_group WHERE name = 'Second') WHERE supervisor = test.who('sue');
SELECT test.handled('+4915100000004', 'sue') AS got \gset
SELECT (:'got'::jsonb ->> 'interaction')::bigint AS own \gset
SELECT test.is(test.sees('sue', :own), 'ok', 'a supervisor sees what they handle themselves');
SELECT test.is(:own = ANY (test.listed('sue')), true, 'in their list');
SELECT test.is((test.end_(:own, 'sue', 1, role => 'supervisor')).outcome, 'ok', 'and ends it');

-- ---- customers' records and cases: who serves their queue sees them, SMS-6 pops them up, nobody else does ----
DELETE FROM routing.member WHERE queue = 1 AND agent = test.who('ben');

SELECT test.available('ann'), test.available('ben');
CREATE FUNCTION test.made(username text, number text) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('messaging.customer_create(%L, NULL, 1, %s, %L, ''Zoë'', %L, ''likes tea'')', c, test.who(username), test.role(username), number),
		test.command_keys(c, ops.key('customer_number', 1, number))) FROM test.command() AS c
$$;
CREATE FUNCTION test.card(username text, customer bigint) RETURNS text LANGUAGE sql AS $$
	SELECT a.outcome || COALESCE(' ' || jsonb_array_length(a.body -> 'interactions'), '')
	FROM messaging.customer_get(1, customer, test.who(username), test.role(username)) AS a
$$;
-- "cards / interactions of the number / its cases"
CREATE FUNCTION test.found(username text, number text) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws('/', jsonb_array_length(a.body -> 'data'), jsonb_array_length(a.body -> 'interactions'), jsonb_array_length(a.body -> 'cases'))
	FROM messaging.customers_find(1, number, test.who(username), test.role(username)) AS a
$$;
CREATE FUNCTION test.case_seen(username text, id bigint) RETURNS text LANGUAGE sql AS $$
	SELECT (messaging.case_get(1, id, test.who(username), test.role(username))).outcome
$$;
CREATE FUNCTION test.cases(username text, customer bigint DEFAULT NULL) RETURNS bigint[] LANGUAGE sql AS $$
	SELECT array_agg((l.item ->> 'id')::bigint ORDER BY l.cursor::bigint)
	FROM messaging.case_list(1, test.who(username), test.role(username), customer, NULL, 10) AS l
$$;
CREATE FUNCTION test.all_see(what text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	seen text;
	all_ text := '';
	username text;
BEGIN
	FOREACH username IN ARRAY '{ann,ben,sue,tom,eve}'::text[] LOOP
		EXECUTE format('SELECT %s', replace(what, '?', quote_literal(username))) INTO seen;
		all_ := concat_ws(' ', NULLIF(all_, ''), username || '=' || COALESCE(seen, 'none'));
	END LOOP;
	RETURN all_;
END $$;
UPDATE directory.supervision SET group_id = (SELECT id FROM directory.agent_group WHERE name = 'First') WHERE supervisor = test.who('sue');

SELECT test.handled('+4915100000021', 'ann') AS got \gset
SELECT (:'got'::jsonb ->> 'interaction')::bigint AS held \gset
SELECT test.is(test.all_see($$test.found(?, '+4915100000021')$$), 'ann=0/1/0 ben=0/0/0 sue=0/1/0 tom=0/0/0 eve=0/1/0',
	'a number''s history is found by its agent, their supervisor, the administrator');
SELECT test.is((test.made('ben', '+4915100000021')).outcome, 'not_yours', 'nobody else makes it a record, whose answer would show it');
SELECT (test.made('ann', '+4915100000021')).body ->> 'id' AS zoe \gset
SELECT test.is(test.all_see(format('test.card(?, %s)', :zoe)), 'ann=ok 1 ben=not_yours sue=ok 1 tom=not_yours eve=ok 1',
	'so is the customer''s card, with all of the history');
SELECT test.is(test.all_see($$test.found(?, '+4915100000021')$$), 'ann=1/1/0 ben=0/0/0 sue=1/1/0 tom=0/0/0 eve=1/1/0',
	'by the number too');
SELECT test.is((messaging.customer_get(1, :zoe, NULL, 'integrator')).outcome, 'ok', 'an API key looks up each (IN-3)');
SELECT test.is((messaging.customer_get(2, :zoe, test.who('eve'), 'administrator')).outcome, 'not_found', 'and no other tenant anything');

CREATE FUNCTION test.rename(username text, id bigint) RETURNS text LANGUAGE sql AS $$
	SELECT (test.call(format('messaging.customer_update(%L, NULL, 1, %s, %L, %s, NULL, ''Zoe'', NULL)', c, test.who(username), test.role(username), id),
		test.command_keys(c, ops.key('customer', 1, id::text)))).outcome FROM test.command() AS c
$$;
CREATE FUNCTION test.case_made(username text, customer bigint) RETURNS text LANGUAGE sql AS $$
	SELECT (test.call(format('messaging.case_create(%L, NULL, 1, %s, %L, %s, ''Tea'', NULL)', c, test.who(username), test.role(username), customer),
		test.command_keys(c))).outcome FROM test.command() AS c
$$;
SELECT test.is(test.all_see(format('test.rename(?, %s)', :zoe)), 'ann=ok ben=not_found sue=ok tom=not_found eve=ok', 'who does not see a record changes none');
SELECT test.is(test.all_see(format('test.case_made(?, %s)', :zoe)), 'ann=created ben=not_found sue=created tom=not_found eve=created', 'and opens no case of it');
SELECT (test.end_(:held, 'ann', 1)).body #>> '{state,case,id}' AS k \gset
SELECT test.is(test.all_see(format('test.case_seen(?, %s)', :k)), 'ann=ok ben=not_yours sue=ok tom=not_yours eve=ok', 'a case with its history is seen with its customer');
SELECT test.is(test.all_see(format('cardinality(test.cases(?, %s))', :zoe)), 'ann=4 ben=none sue=4 tom=none eve=4', 'so is the list of theirs');
SELECT test.is(:k = ANY (test.cases('ann')) AND :k = ANY (test.cases('sue')), true, 'a list without customer holds what they and theirs had');
SELECT test.is(:k = ANY (test.cases('ben')) OR :k = ANY (test.cases('tom')), false, 'and nothing else');
SELECT test.is(:k = ANY (test.cases('eve')), true, 'an administrator''s holds all');
SELECT test.is(test.all_see(format('test.card(?, %s)', :zoe)), 'ann=ok 1 ben=not_yours sue=ok 1 tom=not_yours eve=ok 1', 'who had it keeps sight of the customer');

-- The next text is offered to Ben: the record pops up with all that was before, to him and to Tom.
SELECT (test.text_in('+4915100000021', 'again') ->> 'interaction')::bigint AS next \gset
SELECT test.is(test.card('ben', :zoe), 'not_yours', 'while it waits it is not Ben''s');
INSERT INTO routing.member (tenant, queue, agent) VALUES (1, 1, test.who('ben'));
SELECT test.is(test.card('ben', :zoe), 'ok 2', 'unless he serves a queue where the customer was');
SELECT test.offer(:next, 'ben');
UPDATE routing.member SET enabled = false WHERE queue = 1 AND agent = test.who('ben');
SELECT test.is(test.all_see(format('test.card(?, %s)', :zoe)), 'ann=ok 2 ben=ok 2 sue=ok 2 tom=ok 2 eve=ok 2', 'on the offer the record pops up (SMS-6)');
SELECT test.is(test.found('ben', '+4915100000021'), '1/2/0', 'found by the number');
SELECT test.is(test.case_seen('ben', :k), 'ok', 'with its cases');
SELECT test.reject(test.live_offer(:next), 'ben');
SELECT test.is(test.card('ben', :zoe), 'not_yours', 'and no longer when it is rejected');

-- Who has several customers with the number has to choose: each of them is shown.
SELECT test.offer(:next, 'ann');
SELECT test.accept(test.live_offer(:next), 'ann');
SELECT (test.made('eve', '+4915100000022')).body ->> 'id' AS two \gset
INSERT INTO messaging.customer_number (tenant, number, customer) VALUES (1, '+4915100000021', :two);
SELECT test.is(test.found('ann', '+4915100000021'), '2/2/0', 'all customers with the number are found');
SELECT test.is(test.found('ben', '+4915100000021'), '0/0/0', 'by nobody else');

-- A record without any history is everyone's: who made it corrects it.
SELECT (test.made('ben', '+4915100000023')).body ->> 'id' AS fresh \gset
SELECT test.is(test.all_see(format('test.card(?, %s)', :fresh)), 'ann=ok 0 ben=ok 0 sue=ok 0 tom=ok 0 eve=ok 0', 'a new record without history is shown to all');
