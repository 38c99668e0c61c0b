-- expand: which address of their site an agent confirmed (EM-11): what an administrator makes of it afterwards nobody has confirmed; and in an
-- emergency, that the last of an agent's work has left them without an end (EM-4).
SET LOCAL ROLE own_presence;
ALTER TABLE presence.location ADD COLUMN site_address jsonb; -- with place null: the address of the site as it was confirmed (presence.site_address)
UPDATE presence.location AS l SET site_address = jsonb_build_array(s.country, s.region, s.city, s.postal_code, s.street, s.house_number, s.additional,
	CASE WHEN s.street = '' THEN s.address END)
FROM directory.site AS s WHERE s.tenant = l.tenant AND s.id = l.site;
ALTER TABLE presence.emergency_rule DROP CONSTRAINT emergency_rule_event_check;
ALTER TABLE presence.emergency_rule ADD CONSTRAINT emergency_rule_event_check CHECK (event IN ('dialled', 'answered', 'given_up', 'ended',
	'call_back_answered', 'lock_end', 'lock_end_away', 'work_ended', 'work_left', 'exit', 'remain', 'logout', 'session_end'));
INSERT INTO presence.emergency_rule (phase, event, next, takes, status) VALUES
	('in_call', 'work_left', 'in_call', false, 'by_work'),
	('lock',    'work_left', 'lock',    false, 'by_work'); -- it has not ended
