-- v_call: customers' calls as their daemon told them; routing.call_json says what one is now.
CREATE OR REPLACE VIEW voice.v_call AS
SELECT c.tenant, c.call, c.interaction, c.conversation, c.channel, c.epoch, c.number, c.shown, c.state, c.since, c.held_by, c.offer, c.by, c.cause,
	c.began_at, c.answered_at, c.ended_at, c.consult_state, c.consult_number, c.consult_user, c.recording, c.muted, c.keys, c.keyed_at
FROM voice.call AS c;
