-- grants: who may execute what of schema voice. call_log_add, voicemail_add and recording_add wait for who takes calls; until then
-- the database's owner and tests call them.
DO $$
DECLARE
	g record;
BEGIN
	FOR g IN SELECT * FROM (VALUES
		-- function          who
		('calls_list',       'tl_presenced'),
		('call_remove',      'tl_presenced'),
		('voicemails_list',  'tl_presenced'),
		('voicemail_mark',   'tl_presenced'),
		('voicemail_remove', 'tl_presenced'),
		('voicemail_sound',  'tl_presenced'),
		('recordings_list',  'tl_presenced'),
		('sweep',            'tl_presenced')
	) AS v (function, who) LOOP
		EXECUTE format('GRANT EXECUTE ON FUNCTION voice.%I TO %s', g.function, g.who);
	END LOOP;
END $$;

GRANT SELECT ON voice.v_file TO own_messaging;
