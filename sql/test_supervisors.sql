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
SELECT test.is((messaging.messages(1, test.who('tom'), 'supervisor', :cb, NULL, NULL, 10)).outcome, 'ok', 'those of one''s own are');
SELECT test.is((messaging.conversation_get(1, :cb, test.who('sue'), 'supervisor')).outcome, 'not_yours', 'nor is the conversation');
SELECT test.is((messaging.conversation_get(1, :cb, test.who('eve'), 'administrator')).outcome, 'ok', 'an administrator reads every conversation');

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
SELECT test.is((test.end_(:ib, 'tom', 1, role => 'supervisor')).outcome, 'ok', 'the agent''s supervisor ends it');
SELECT test.is((messaging.transcript(1, :ib, test.who('sue'), 'supervisor')).outcome, 'not_yours', 'another group''s transcript is not read');
SELECT test.is((messaging.transcript(1, :ib, test.who('tom'), 'supervisor')).outcome, 'ok', 'one''s own group''s is');
SELECT test.is((test.end_(:ia, 'eve', 1, role => 'administrator')).outcome, 'ok', 'an administrator ends any');

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
