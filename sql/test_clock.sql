-- RL-9: daylight saving, the end of a month and of a year change no deadline: what lasts 20 s lasts
-- 20 s, in whatever zone the session is. (A local time that does not exist or comes twice: test_routing.sql.)
\ir testing_work.sql
SET TimeZone = 'Europe/Berlin';
SELECT test.hold();

CREATE FUNCTION pg_temp.go_to(moment timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	UPDATE ops.test_clock SET ahead = make_interval(secs => extract(epoch FROM moment - held)::float8);
	PERFORM ops.partitions_ensure();
	PERFORM test.available('ann');
END $$;

-- An offer made then, and when it ends, by what its daemon is told.
CREATE FUNCTION pg_temp.life(number text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	i bigint := (test.text_in(number, 'hello') ->> 'interaction')::bigint;
	o bigint;
	said text;
BEGIN
	PERFORM test.offer(i, 'ann');
	o := test.live_offer(i);
	said := (SELECT extract(epoch FROM r.deadline - r.made_at)::int FROM routing.offer AS r WHERE r.id = o) || ' s';
	PERFORM test.pass('20.3 s');
	said := said || ', ' || (test.expire(o)).outcome;
	PERFORM test.pass('0.3 s');
	RETURN said || ', ' || (test.expire(o)).outcome;
END $$;

-- A conversation that ends then, and when its wrap-up does.
CREATE FUNCTION pg_temp.wrap(number text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	i bigint;
	said text;
BEGIN
	PERFORM test.available('ben');
	i := (test.handled(number, 'ben') ->> 'interaction')::bigint;
	PERFORM test.end_(i, 'ben', 1);
	said := (SELECT extract(epoch FROM r.wrap_until - ops.clock())::int FROM routing.interaction AS r WHERE r.id = i) || ' s';
	PERFORM test.pass((SELECT r.wrap_until - ops.clock() - interval '0.1 s' FROM routing.interaction AS r WHERE r.id = i));
	said := said || ', ' || (SELECT count(*) FROM routing.wrap_due(10) AS w WHERE w.interaction = i);
	PERFORM test.pass('0.2 s');
	RETURN said || ', ' || (SELECT count(*) FROM routing.wrap_due(10) AS w WHERE w.interaction = i);
END $$;

SELECT wrap_ms / 1000 AS wrap_s FROM routing.queue WHERE tenant = 1 AND id = 1 \gset

SELECT pg_temp.go_to('2027-03-28 00:59:50+00');
SELECT test.is(pg_temp.life('+4915100000101'), '20 s, not_due, expired', 'an offer over the hour that is left out');
SELECT pg_temp.go_to('2027-10-31 00:59:50+00');
SELECT test.is(pg_temp.life('+4915100000102'), '20 s, not_due, expired', 'an offer over the hour that comes twice');
SELECT pg_temp.go_to('2027-12-31 23:59:50+00');
SELECT test.is(pg_temp.life('+4915100000103'), '20 s, not_due, expired', 'an offer over the end of a year, where a leap second may be');
SELECT pg_temp.go_to('2028-02-28 23:59:30+00');
SELECT test.is(pg_temp.wrap('+4915100000104'), :'wrap_s' || ' s, 0, 1', 'a wrap-up over the night to the 29th of February');
SELECT pg_temp.go_to('2028-03-26 00:59:30+00');
SELECT test.is(pg_temp.wrap('+4915100000105'), :'wrap_s' || ' s, 0, 1', 'a wrap-up over the hour that is left out');
SELECT pg_temp.go_to('2028-10-29 00:59:30+00');
SELECT test.is(pg_temp.wrap('+4915100000106'), :'wrap_s' || ' s, 0, 1', 'a wrap-up over the hour that comes twice');

-- ---- times as clients write them (the same as in common/daemon/test_dbclock.c) ----

SELECT test.is((written::timestamptz, ops.is_rfc3339(written)), (to_timestamp(seconds), true), written)
FROM (VALUES ('2024-02-29T23:59:59Z', 1709251199), ('2024-02-29T23:59:59.000001Z', 1709251199.000001), ('2024-02-29T23:59:59.5Z', 1709251199.5),
	('2024-03-01T00:59:59+01:00', 1709251199), ('2024-02-29T18:29:59-05:30', 1709251199), ('2024-02-29 23:59:59Z', 1709251199),
	('2024-02-29T23:59Z', 1709251140), ('2024-02-29T23:59:60Z', 1709251200)) AS v (written, seconds);
SELECT test.is(ops.is_rfc3339(written), false, format('%s is none', written))
FROM unnest(ARRAY['', '2024-02-29', '2024-02-29T23:59:59', '2023-02-29T00:00:00Z', '2024-13-01T00:00:00Z', '2024-00-01T00:00:00Z', '2024-01-32T00:00:00Z',
	'2024-01-01T24:00:00Z', '2024-01-01T00:60:00Z', '2024-01-01T00:00:61Z', '2024-01-01T00:00:00.Z', '2024-01-01T00:00:00.1234567Z', '2024-01-01T00:00:00+0000',
	'2024-01-01T00:00:00+16:00', '2024-01-01T00:00:00+01:60', '2024-01-01T00:00:00+1:00', '2024-01-01T00:00:00Zx', '20x4-01-01T00:00:00Z', '2024-01-01T00:00:00.1x',
	'2024-01-01T00:00', '2024-01-01T00:00:0Z', '2024-01-01T00:00:', '2024-01-01T23:59:60.5Z', '2024-01-01T12:00:60.5Z', '1969-12-31T23:59:59Z', '0001-01-01T00:00:00Z', 'tomorrow', 'infinity', '2024-01-01T00:00:00 UTC']) AS written;
SELECT test.is(ops.is_rfc3339(NULL), false, 'nor is nothing');
