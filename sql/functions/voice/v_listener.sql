-- v_listener: supervisors on a customer's call; routing.call_json shows those who can be heard.
CREATE OR REPLACE VIEW voice.v_listener AS
SELECT l.tenant, l.call, l.user_id, l.mode, l.since FROM voice.listener AS l;
