-- Dispositions: recorded in wrap-up, required by queue or organisation, corrected later with an audit row.
\ir testing_work.sql
SELECT test.available('ann'), test.available('ben');
CREATE FUNCTION test.write(noun text, verb text, id bigint, item jsonb) RETURNS ops.answer LANGUAGE plpgsql AS $$
DECLARE
	answer ops.answer;
BEGIN
	PERFORM ops.batch_begin(ARRAY[ops.key('config', 1, '')]);
	answer := routing.resource_write(NULL, NULL, 1, test.who('eve'), 'administrator', '{}', noun, verb, id, CASE WHEN verb <> 'create' THEN 1 END, item, NULL, false);
	PERFORM ops.batch_end();
	RETURN answer;
END $$;
CREATE FUNCTION test.refusal(answer ops.answer) RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(' ', answer.outcome, answer.body #>> '{errors,0,pointer}')
$$;
CREATE FUNCTION test.done(interaction bigint, username text, disposition bigint DEFAULT NULL, note text DEFAULT NULL, case_id bigint DEFAULT NULL,
	time_over boolean DEFAULT false) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('routing.wrap_up_end(%L, NULL, 1, %s, %s, %L, %L, %L, %L)', c, test.who(username), interaction, case_id, note, disposition, time_over),
		test.command_keys(c)) FROM test.command() AS c
$$;
CREATE FUNCTION test.put(interaction bigint, username text, disposition bigint DEFAULT NULL, note text DEFAULT NULL, role text DEFAULT 'agent',
	command bytea DEFAULT test.command()) RETURNS ops.answer LANGUAGE sql AS $$
	SELECT test.call(format('routing.disposition_set(%L, NULL, 1, %s, %L, %s, %L, %L)', command, test.who(username), role, interaction, disposition, note),
		test.command_keys(command))
$$;
-- One that ann has had, now in wrap-up.
CREATE FUNCTION test.wrapping(number text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
	i bigint := (test.handled(number, 'ann') ->> 'interaction')::bigint;
BEGIN
	PERFORM test.end_(i, 'ann', NULL);
	RETURN i;
END $$;

-- ---- the list ----

SELECT (test.write('disposition', 'create', NULL, '{"name": "Sold"}')).body ->> 'id' AS sold \gset
SELECT (test.write('disposition', 'create', NULL, '{"name": "Wrong number", "queue_ids": ["1"]}')).body ->> 'id' AS wrong \gset
SELECT (test.write('disposition', 'create', NULL, '{"name": "Elsewhere", "queue_ids": ["2"]}')).body ->> 'id' AS elsewhere \gset
SELECT (test.write('disposition', 'create', NULL, '{"name": "Old", "disabled": true}')).body ->> 'id' AS old \gset
SELECT test.is(test.refusal(test.write('disposition', 'create', NULL, '{"name": "Sold"}')), 'name_taken /name', 'a name is once');
SELECT test.is(test.refusal(test.write('disposition', 'create', NULL, '{"name": "X", "queue_ids": ["1", "77"]}')), 'unknown_reference /queue_ids/1', 'a queue must be there');
SELECT test.ok((test.write('queue', 'delete', 2, NULL)).body -> 'referenced_by' @> '[{"kind": "disposition"}]', 'a queue that one names stays');
SELECT test.is(
	(SELECT array_agg(x.item::text) FROM routing.resource_export('disposition', 1, false) AS x (item))::text LIKE '%Support%', true, 'files name the queues');

-- ---- in wrap-up ----

SELECT test.wrapping('+4915100000001') AS i1 \gset
SELECT test.is((SELECT s.state ? 'disposition_required' FROM routing.interaction_state(1, :i1) AS s), false, 'none is required where nobody says so');
SELECT test.is(test.refusal(test.done(:i1, 'ann', :elsewhere)), 'unknown_reference /disposition_id', 'one of another queue is refused');
SELECT test.is(test.refusal(test.done(:i1, 'ann', :old)), 'unknown_reference /disposition_id', 'one that is disabled, too');
SELECT test.is(test.refusal(test.done(:i1, 'ann', 999)), 'unknown_reference /disposition_id', 'and one that is not there');
SELECT test.is((SELECT ARRAY[a.outcome, a.body #>> '{state,state}', a.body #>> '{state,disposition,name}', a.body #>> '{state,disposition,by,name}', a.body #>> '{state,note}']
	FROM test.done(:i1, 'ann', :wrong, 'asked for Bob') AS a), '{ok,ended,Wrong number,Ann,asked for Bob}', 'the end of the wrap-up records it with the note');

SELECT test.is((SELECT messaging.history_json(1, :i1) ->> 'disposition'), 'Wrong number', 'the customer''s history shows it');

UPDATE directory.tenant SET disposition_required = true WHERE id = 1;
SELECT test.wrapping('+4915100000002') AS i2 \gset
SELECT test.is((SELECT s.state -> 'disposition_required' FROM routing.interaction_state(1, :i2) AS s), 'true'::jsonb, 'where the organisation requires one, the wrap-up says so');
SELECT test.is(test.refusal(test.done(:i2, 'ann')), 'disposition_required /disposition_id', 'and does not end without');
SELECT test.is((SELECT state::text FROM routing.interaction WHERE id = :i2), 'wrap_up', 'it goes on');
SELECT case_id AS k1 FROM routing.interaction WHERE id = :i1 \gset
SELECT test.is((SELECT ARRAY[test.refusal(test.done(:i2, 'ann', NULL, NULL, :k1)), (SELECT case_id::text FROM routing.interaction WHERE id = :i2)]),
	ARRAY['disposition_required /disposition_id', (SELECT case_id::text FROM routing.interaction WHERE id = :i2)], 'what is refused links no other case');
SELECT test.is((SELECT ARRAY[a.outcome, a.body #>> '{state,state}', a.body #>> '{state,disposition,name}', (a.body -> 'state' ? 'disposition_required')::text]
	FROM test.put(:i2, 'ann', :sold) AS a), '{ok,wrap_up,Sold,false}', 'it is recorded while the wrap-up lasts');
SELECT test.is((test.done(:i2, 'ann')).outcome, 'ok', 'which then ends without another');
SELECT test.is((SELECT count(*) FROM ops.audit AS a WHERE a.action = 'interaction_disposition'), 0::bigint, 'what an agent records in their wrap-up is no correction');

SELECT test.is(routing.disposition_required(1, NULL), false, 'of what is in no queue none is required');
SELECT test.is(routing.disposition_required(1, 2), true, 'in another queue it is');
UPDATE routing.queue SET disposition_required = false WHERE id = 1;
SELECT test.wrapping('+4915100000003') AS i3 \gset
SELECT test.is((test.done(:i3, 'ann')).outcome, 'ok', 'a queue may require none where the organisation does');
SELECT test.is((SELECT s.state ? 'disposition_missing' FROM routing.interaction_state(1, :i3) AS s), false, 'then none is missing');
UPDATE directory.tenant SET disposition_required = false WHERE id = 1;
UPDATE routing.queue SET disposition_required = true WHERE id = 1;
SELECT test.wrapping('+4915100000004') AS i4 \gset
SELECT test.is(test.refusal(test.done(:i4, 'ann')), 'disposition_required /disposition_id', 'a queue may require one where the organisation does not');
SELECT test.pass('31 seconds');
SELECT test.is((test.call(format('routing.wrap_expire(1, %s)', :i4), '{}')).outcome, 'ok', 'by time a wrap-up ends without one');
SELECT test.is((SELECT ARRAY[s.state ->> 'state', s.state ->> 'disposition_missing', s.state ->> 'disposition'] FROM routing.interaction_state(1, :i4) AS s),
	'{ended,true,NULL}', 'and the interaction says that it is missing');
SELECT test.wrapping('+4915100000004') AS i7 \gset
SELECT test.is((SELECT ARRAY[a.outcome, a.body #>> '{state,state}', a.body #>> '{state,disposition_missing}', a.body #>> '{state,note}', a.body #>> '{state,case,id}']
	FROM test.done(:i7, 'ann', NULL, 'half a sen', (SELECT case_id FROM routing.interaction WHERE id = :i4), true) AS a),
	ARRAY['ok', 'ended', 'true', 'half a sen', (SELECT case_id::text FROM routing.interaction WHERE id = :i4)], 'a page that ends it as its time ends saves note and case, and the disposition is missing');
UPDATE routing.disposition SET disabled = true;
SELECT test.wrapping('+4915100000005') AS i5 \gset
SELECT test.is((test.done(:i5, 'ann')).outcome, 'ok', 'where there is none to choose, none is required');
UPDATE routing.disposition SET disabled = false WHERE id <> :old;

-- ---- corrected later ----

SELECT test.is(test.refusal(test.put(:i4, 'ann')), 'invalid /disposition_id', 'a correction says what');
SELECT test.is(test.refusal(test.put(:i4, 'ann', :elsewhere)), 'unknown_reference /disposition_id', 'of one of its queue''s');
SELECT test.is((test.put(:i4, 'ben', :sold)).outcome, 'not_yours', 'another agent records nothing');
SELECT test.is((test.put(:i4, 'tom', :sold, role => 'supervisor')).outcome, 'not_found', 'nor a supervisor who does not lead it');
SELECT test.is((test.put(999, 'eve', :sold, role => 'administrator')).outcome, 'not_found', 'nor anybody of what is not there');
SELECT test.command() AS cc \gset
SELECT test.is((SELECT ARRAY[a.outcome, a.body #>> '{state,disposition,name}', (a.body -> 'state' ? 'disposition_missing')::text] FROM test.put(:i4, 'ann', :wrong, command => :'cc') AS a),
	'{ok,"Wrong number",false}', 'the agent records what is missing');
SELECT test.is((SELECT ARRAY[a.outcome, a.body #>> '{state,disposition,name}', a.body #>> '{state,disposition,by,name}', a.body #>> '{state,note}'] FROM test.put(:i4, 'sue', :sold, ' bought two ', 'supervisor') AS a),
	'{ok,Sold,Sue,"bought two"}', 'who leads it corrects code and note');
SELECT test.is((test.put(:i4, 'sue', :sold, 'bought two', 'supervisor')).outcome, 'ok', 'what is so already is no change');
SELECT test.is((SELECT ARRAY[a.outcome, (SELECT i.disposition::text FROM routing.interaction AS i WHERE i.id = :i4)] FROM test.put(:i4, 'ann', :wrong, command => :'cc') AS a),
	ARRAY['ok', :'sold'], 'the agent''s command, asked again, undoes nothing that came later');
SELECT test.is((test.put(:i4, 'eve', note => '', role => 'administrator')).body #>> '{state,note}', NULL, 'an empty note takes it away');
SELECT test.is((SELECT array_agg(format('%s %s %s>%s %s', a.actor, a.key, a.detail #>> '{before,name}', a.detail #>> '{after,name}', a.detail ->> 'note_changed') ORDER BY a.id)
	FROM ops.audit AS a WHERE a.action = 'interaction_disposition'),
	ARRAY[format('%s %s >Wrong number false', test.who('ann'), :i4), format('%s %s Wrong number>Sold true', test.who('sue'), :i4), format('%s %s Sold>Sold true', test.who('eve'), :i4)],
	'each correction is audited with the old and the new code');
SELECT test.ok(NOT EXISTS (SELECT FROM ops.audit AS a WHERE a.detail::text LIKE '%bought%'), 'without the words of the note');
UPDATE routing.disposition SET disabled = true WHERE id = :sold;
SELECT test.is((test.put(:i4, 'ann', :sold, 'after all')).outcome, 'ok', 'one that it has stays allowed when it is disabled');
SELECT (test.handled('+4915100000006', 'ann') ->> 'interaction')::bigint AS i6 \gset
SELECT test.is((test.put(:i6, 'ann', :wrong)).outcome, 'not_in_wrap_up', 'what goes on has none yet');
SELECT test.is((test.write('disposition', 'delete', :wrong, NULL)).body #>> '{referenced_by,0,kind}', 'interaction', 'one that was used is not deleted');
-- One that is recorded while it is deleted: the deletion waits for the row, and sees then what the first look did not.
SELECT test.ok((SELECT d.xmax::text <> '0' FROM routing.disposition AS d WHERE d.id = :wrong), 'who records one locks its row');
SELECT (test.write('disposition', 'create', NULL, '{"name": "Brief"}')).body ->> 'id' AS brief \gset
CREATE OR REPLACE FUNCTION test.unseen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	UPDATE routing.interaction SET disposition = OLD.id WHERE id = (SELECT min(i.id) FROM routing.interaction AS i);
	RETURN OLD;
END $$;
CREATE TRIGGER unseen BEFORE DELETE ON routing.disposition FOR EACH ROW EXECUTE FUNCTION test.unseen();
SELECT test.is((SELECT ARRAY[a.outcome, (SELECT count(*)::text FROM routing.disposition AS d WHERE d.id = :brief)] FROM test.write('disposition', 'delete', :brief, NULL) AS a), '{referenced,1}',
	'nor one that is being recorded');
DROP TRIGGER unseen ON routing.disposition;
SELECT test.is((test.write('disposition', 'delete', :brief, NULL)).outcome, 'ok', 'one that was never used is');
SELECT test.is(test.refusal(test.write('disposition', 'update', :wrong, '{"name": "Sold"}')), 'name_taken /name', 'a name is once, also changed');
SELECT test.ok(test.wrong_loads() = 0, 'no agent has anything of it');
