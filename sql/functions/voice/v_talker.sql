-- v_talker: users on calls that go on, on hold included, or who listen to one, and since when. What a log holds open for a day is left out:
-- its end was lost.
CREATE OR REPLACE VIEW voice.v_talker AS
SELECT l.tenant, l.owner AS user_id, l.answered_at AS since FROM voice.call_log AS l
WHERE l.answered_at IS NOT NULL AND l.ended_at IS NULL AND l.epoch IS NOT NULL AND l.began_at > ops.clock() - interval '1 day'
UNION ALL
SELECT l.tenant, l.user_id, l.since FROM voice.listener AS l;
