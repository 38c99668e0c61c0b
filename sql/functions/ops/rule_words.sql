-- rule_words: what a rule of a table asks for, in the API's words; where nothing stands here, the rule itself.
CREATE OR REPLACE FUNCTION ops.rule_words(source regclass, rule text)
RETURNS text
LANGUAGE sql STABLE
AS $$
	SELECT COALESCE((
		SELECT v.words
		FROM (VALUES
			('directory.channel', 'channel_texts', 'Help, stop and start need words each.'),
			('directory.channel', 'channel_user_texts', 'Only a channel of texts is a user''s own number.'),
			('directory.app_user', 'app_user_numbers', 'At most 20 numbers, each with label, kind (phone or fax), number in E.164 and shown.'),
			('directory.service', 'service_numbers', 'At most 20 numbers, each with label, kind (phone or fax), number in E.164 and shown.'),
			('directory.external_contact', 'external_contact_numbers', 'At most 20 numbers, each with label, kind (phone or fax), number in E.164 and shown.'),
			('directory.personal_contact', 'personal_contact_numbers', 'At most 20 numbers, each with label, kind (phone or fax), number in E.164 and shown.'),
			('directory.external_contact', 'external_contact_emails', 'At most 10, each with label and email.'),
			('directory.personal_contact', 'personal_contact_emails', 'At most 10, each with label and email.'),
			('directory.app_user', 'app_user_email', 'Is no e-mail address.'),
			('directory.app_user', 'app_user_work_number', 'Must be a number in E.164, as +46701234567.'),
			('directory.app_user', 'app_user_work_extension', 'Must have 2 to 8 digits.'),
			('directory.app_user', 'app_user_agent_extension', 'Must have 2 to 8 digits.'),
			('directory.service', 'service_extension_check', 'Must have 2 to 8 digits.'),
			('directory.tenant', 'tenant_meeting_template', 'Must be an address that begins with https://.'),
			('directory.phone_number', 'phone_number_number', 'Must be a number in E.164, as +46701234567.'),
			('directory.app_user', 'app_user_workplace_phone', 'Must be a number in E.164, as +46701234567.'),
			('directory.app_user', 'app_user_forward_number', 'Must be a number in E.164, as +46701234567.'),
			('directory.app_user', 'app_user_sip_uri', 'Is no SIP address, as sip:ann@pbx.example.com or sips:400@pbx.example.com:5061.'),
			('directory.app_user', 'app_user_forward_delay', 'From 5 to 120 seconds.'),
			('directory.site', 'site_work_range', 'Both ends, of 2 to 8 digits each and as many in both, the first no higher than the last; at most 100000 extensions.'),
			('directory.site', 'site_agent_range', 'Both ends, of 2 to 8 digits each and as many in both, the first no higher than the last; at most 100000 extensions.'),
			('directory.site', 'site_ranges_apart', 'Work and agent extensions differ: their ranges may not meet.'),
			('directory.tenant', 'tenant_lease_rises', 'stale_ms is 2000 at least, lost_ms more than it, gone_ms more than that.'),
			('routing.agent_skill', 'agent_skill_level_check', 'From 10 to 100, by tens.'),
			('routing.alarm', 'alarm_threshold', 'oldest_wait needs milliseconds (1000 to 86400000), service_level percent (1 to 100); the other kinds have no threshold.'),
			('routing.queue', 'queue_check', 'Closing by overflow needs overflow_queue_id: another queue.'),
			('routing.queue', 'queue_check1', 'Closing with a text needs closing_text.'),
			('routing.queue', 'queue_check2', 'Overflow to a queue needs overflow_queue_id: another queue.'),
			('routing.queue', 'queue_check3', 'Overflow with a reply needs overflow_text.'),
			('routing.queue', 'queue_recording_is_voice', 'Recording is for queues of calls alone.'),
			('routing.queue', 'queue_sound_is_voice', 'Announcements, recording and when a call is answered are for queues of calls alone.'),
			('routing.queue', 'queue_voicemail_is_voice', 'Only a queue of calls has voicemail.'),
			('routing.queue', 'queue_closing_voicemail_is_voice', 'Only a queue of calls has voicemail.'),
			('routing.route_rule', 'route_rule_check', 'Either a queue or an automatic reply, and not both.')
		) AS v (source, rule, words)
		WHERE v.source = rule_words.source::text AND v.rule = rule_words.rule),
		(SELECT 'Breaks the rule ' || pg_get_constraintdef(c.oid) || '.' FROM pg_constraint AS c
			WHERE c.conrelid = rule_words.source AND c.conname = rule_words.rule))
$$;
