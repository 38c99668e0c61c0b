-- Stored decisions, told in words when somebody asks (consistency.md, 27).
\ir testing_work.sql
\set source `cat :'root'/routerd/core/verdict.c`
SELECT test.is((SELECT string_agg(v.code, ' ' ORDER BY v.number) FROM routing.verdicts() AS v
	WHERE strpos(regexp_replace(:'source', '\s+', ' ', 'g'), format('[VERDICT_%s] = { "%s", "%s" }', upper(v.code), v.code, v.words)) = 0), NULL, 'the verdicts are the router''s');
SELECT test.is(max(v.number) + 1, (SELECT count(*)::integer FROM regexp_matches(:'source', '\[VERDICT_[A-Z_]+\] = \{ \"', 'g')), 'all of them') FROM routing.verdicts() AS v;

SELECT test.available('ann');
SELECT routing.config_changed(1) AS revision FROM (SELECT ops.batch_begin(ARRAY[ops.key('config', 1, '')])) AS b \gset
SELECT ops.batch_end();
SELECT string_agg('6', '') AS away, count(*) AS members FROM routing.member WHERE tenant = 1 AND queue = 1 \gset
SELECT format('{"revision": %s, "feed": 7, "counts": {"status": %s, "skill": 1}, "members": "3%s"}', :'revision', :members - 1, left(:'away', -1)) AS stored \gset
SELECT (test.text_in('+4915100000201', 'Hello') ->> 'interaction')::bigint AS i \gset
SELECT test.call(format('routing.place(1, %s, 1, 5, ''[]'', %L)', :i, :'stored'), ARRAY[ops.key('interaction', 1, :'i')]);
SELECT (routing.interaction_why(1, :i, test.who('eve'), 'administrator')).body -> 'decisions' -> -1 AS told \gset
SELECT test.is(:'told'::jsonb ->> 'words', format('Nobody can be offered it: 1 × Lacks a required skill; %s × Is not Available.', :members - 1), 'a decision that found nobody is told in words');
SELECT test.is((SELECT string_agg(DISTINCT m ->> 'verdict', ' ') FROM jsonb_array_elements(:'told'::jsonb -> 'members') AS m), 'skill status', 'and who was left out for what');
SELECT test.is(:'told'::jsonb -> 'members' -> 0 -> 'agent' ->> 'id', (SELECT min(m.agent)::text FROM routing.member AS m WHERE m.tenant = 1 AND m.queue = 1), 'by the order of their ids');
SELECT test.is(:'told'::jsonb -> 'explanation', :'stored'::jsonb, 'beside what is stored');

-- The configuration changes: nobody can say from here whose half bytes they are.
SELECT routing.config_changed(1) FROM (SELECT ops.batch_begin(ARRAY[ops.key('config', 1, '')])) AS b;
SELECT ops.batch_end();
SELECT (routing.interaction_why(1, :i, test.who('eve'), 'administrator')).body -> 'decisions' -> -1 AS told \gset
SELECT test.is(:'told'::jsonb -> 'members', 'null', 'of another configuration the members are not told');
SELECT test.ok(:'told'::jsonb ->> 'words' LIKE 'Nobody can be offered it: %', 'the words still are');
SELECT test.is(routing.decision_words('{"open": false, "counts": {}}'), 'The queue is closed.', 'a closed queue');
SELECT test.is(routing.decision_words('{"counts": {}}'), 'The queue has no members.', 'one without members');
SELECT test.is(routing.decision_words('{"words": "Orders: nobody can be offered it", "counts": {"lease": 2}}'),
	'Orders: nobody can be offered it: 2 × The workspace is not connected.', 'what the router said stands before');
SELECT test.is(routing.decision_words('{"words": "Orders: longest without work", "chosen": 4, "counts": {"eligible": 1}}'), 'Orders: longest without work', 'an offer has its own');
