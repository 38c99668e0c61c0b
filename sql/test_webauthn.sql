-- Security keys in the database: registered once, at most ten, answered once, counters that grow, what counts as a second factor.
SELECT test.organisation();

CREATE FUNCTION pg_temp.run(who text, what text, VARIADIC args text[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	command bytea := test.command();
	id bigint := test.who(who);
	answer ops.answer;
	taken text;
BEGIN
	PERFORM ops.batch_begin(test.agent_keys(1, id, command));
	IF what = 'begin' THEN
		answer := presence.security_key_begin(command, NULL, 1, id, sha256(args[1]::bytea));
	ELSIF what = 'add' THEN
		answer := presence.security_key_add(command, NULL, 1, id, sha256(args[1]::bytea), args[2]::bytea, 'key', 0, '{usb}', 'Blue', NULL);
	ELSIF what = 'remove' THEN
		answer := presence.security_key_remove(command, NULL, 1, id, args[1]::bigint);
	ELSE
		taken := presence.second_factor_take(1, id, NULL, NULL, args[1]::bigint, args[2]::bigint, sha256(args[3]::bytea));
		PERFORM ops.batch_end();
		RETURN COALESCE(taken, 'taken');
	END IF;
	PERFORM ops.batch_end();
	RETURN answer.outcome;
END $$;
CREATE FUNCTION pg_temp.key(who text) RETURNS bigint LANGUAGE sql AS $$ SELECT min(k.id) FROM directory.security_key AS k WHERE k.tenant = 1 AND k.user_id = test.who(who) $$;

SELECT test.is(pg_temp.run('ann', 'add', 'c1', 'a'), 'not_found', 'nobody adds a key who has not begun');
SELECT test.is(pg_temp.run('ann', 'begin', 'h1') || pg_temp.run('ann', 'begin', 'h2'), 'okok', 'a registration may begin again');
SELECT test.is((SELECT handle FROM directory.security_key_holder WHERE user_id = test.who('ann')), sha256('h1'), 'the handle stays');
SELECT test.is(presence.proof_of(1, test.who('ann')) <> 'security_key', true, 'which makes no second factor yet');
INSERT INTO directory.second_factor (tenant, user_id, secret, made_at) VALUES (1, test.who('ann'), '\x00', ops.clock()), (1, test.who('ben'), '\x00', ops.clock());
SELECT test.is(pg_temp.run('ann', 'add', 'c1', 'a'), 'created', 'a key is added');
SELECT test.is((SELECT array_agg(f.user_id) FROM directory.second_factor AS f WHERE f.confirmed_at IS NULL), ARRAY[test.who('ben')], 'an authenticator of theirs that was only begun ends');
SELECT test.is(pg_temp.run('ann', 'add', 'c1', 'b'), 'challenge_used', 'a challenge registers one key');
SELECT test.is(pg_temp.run('ann', 'add', 'c2', 'a'), 'security_key_there', 'a key is registered once');
SELECT test.is(presence.proof_of(1, test.who('ann')), 'security_key', 'and is a second factor');
SELECT test.is(pg_temp.run('ben', 'begin', 'h3') || pg_temp.run('ben', 'add', 'c1', 'a'), 'okcreated', 'of each user by itself');

SELECT test.is(pg_temp.run('ann', 'take', pg_temp.key('ann')::text, '0', 'd1'), 'taken', 'a key without a counter answers');
SELECT test.is(pg_temp.run('ann', 'take', pg_temp.key('ann')::text, '0', 'd1'), 'wrong_security_key', 'a challenge is answered once');
SELECT test.is(pg_temp.run('ann', 'take', pg_temp.key('ben')::text, '0', 'd2'), 'wrong_security_key', 'by a key of the user');
SELECT test.is(pg_temp.run('ann', 'take', pg_temp.key('ann')::text, '0', 'd2'), 'wrong_security_key', 'a wrong answer uses the challenge, too');
SELECT test.is(pg_temp.run('ann', 'take', pg_temp.key('ann')::text, count, 'd' || n), wanted, what) FROM (VALUES (3, '5', 'taken', 'a counter begins'), (4, '5', 'wrong_security_key', 'it does not stand still'),
	(5, '4', 'wrong_security_key', 'nor go back'), (6, '0', 'wrong_security_key', 'nor end'), (7, '4294967295', 'taken', 'it grows')) AS v (n, count, wanted, what);
UPDATE directory.security_key SET sign_count = 0 WHERE user_id = test.who('ann');
SELECT test.is(string_agg(DISTINCT pg_temp.run('ann', 'take', '-1', '0', 'w' || n), ' '), 'wrong_security_key', 'wrong ones, many') FROM generate_series(1, 20) AS n;
SELECT test.is(pg_temp.run('ann', 'take', pg_temp.key('ann')::text, '1', 'e1'), 'taken', 'keep no right one waiting');
SELECT test.pass('11 min');
SELECT pg_temp.run('ann', 'take', pg_temp.key('ann')::text, '2', 'e2');
SELECT test.is((SELECT count(*) FROM directory.security_key_challenge WHERE user_id = test.who('ann')), 1::bigint, 'old challenges are forgotten');

SELECT test.is(string_agg(pg_temp.run('ann', 'add', 'f' || n, 'x' || n), ' ' ORDER BY n), 'created created created created created created created created created security_keys_full', 'ten, no more')
FROM generate_series(1, 10) AS n;
SELECT test.is(pg_temp.run('ann', 'begin', 'h1'), 'security_keys_full', 'nor does another begin');
SELECT test.is(pg_temp.run('ben', 'remove', pg_temp.key('ann')::text), 'not_found', 'nobody removes another''s');
UPDATE directory.tenant SET second_factor_roles = '{agent}' WHERE id = 1;
SELECT test.is(pg_temp.run('ben', 'remove', pg_temp.key('ben')::text), 'second_factor_mandatory', 'the last one stays while the role must have a second factor');
SELECT test.is(pg_temp.run('ann', 'remove', pg_temp.key('ann')::text), 'ok', 'one of several may go');
UPDATE directory.tenant SET second_factor_roles = '{}' WHERE id = 1;
SELECT test.is(pg_temp.run('ben', 'remove', pg_temp.key('ben')::text), 'ok', 'and the last one, where it need not stay');

-- Whose keys were taken away meanwhile.
INSERT INTO directory.second_factor (tenant, user_id, secret, made_at, confirmed_at) VALUES (1, test.who('wim'), '\x00', ops.clock(), ops.clock());
SELECT test.is(pg_temp.run('wim', 'take', '7', '1', 'g1'), 'wrong_security_key', 'a key of a user who has none is a wrong one');
