-- grants: who may execute what of schema presence. What is not here is called only by functions
-- of this schema.
DO $$
DECLARE
	g record;
	v record;
BEGIN
	FOR g IN SELECT * FROM (VALUES
		-- function           who
		('audit_notes',           'tl_presenced, tl_routerd, tl_smsgw, tl_chatd, tl_hookd, tl_voiced'),
		('user_find',         'tl_presenced'),
		('session_open',      'tl_presenced'),
		('session_close',     'tl_presenced'),
		('session_find',      'tl_presenced, tl_routerd, tl_smsgw, tl_chatd, tl_hookd, tl_voiced'),
		('session_get',       'tl_presenced'),
		('session_proof',     'tl_presenced, tl_routerd, tl_smsgw, tl_chatd, tl_hookd, tl_voiced'),
		('session_prove',     'tl_presenced'),
		('session_revoke',    'tl_presenced'),
		('sessions_list',     'tl_presenced'),
		('second_factor_case',    'tl_presenced'),
		('second_factor_make',    'tl_presenced'),
		('second_factor_confirm', 'tl_presenced'),
		('second_factor_change',  'tl_presenced'),
		('second_factor_remove',  'tl_presenced'),
		('providers_listed',      'tl_presenced'),
		('provider_find',         'tl_presenced'),
		('identity_resolve',      'tl_presenced'),
		('password_case',     'tl_presenced'),
		('password_change',   'tl_presenced'),
		('session_sweep',     'tl_presenced'),
		('partition_drop',    'tl_presenced'),
		('status_set',        'tl_presenced'),
		('status_get',        'tl_presenced, tl_routerd, tl_chatd'),
		('status_codes',      'tl_presenced'),
		('agents_list',       'tl_presenced'),
		('session_live',      'tl_chatd'),
		('session_stale',     'tl_chatd, tl_presenced'),
		('work_live',         'tl_chatd'),
		('work_stale',        'tl_chatd, tl_presenced'),
		('lease_due',         'tl_presenced'),
		('lease_sweep',       'tl_presenced, own_routing'),
		('streams_of_boot',   'tl_presenced'),
		('streams_orphaned',  'tl_presenced'),
		('work_get',          'tl_presenced, own_messaging'),
		('work_set',          'tl_presenced'),
		('work_devices',      'tl_presenced'),
		('work_due',          'tl_presenced'),
		('work_sweep',        'tl_presenced'),
		('work_of_boot',      'tl_presenced'),
		('work_orphaned',     'tl_presenced'),
		('work_state',        'own_ops, own_messaging'),
		('invisible',         'own_messaging'),
		('person_state',      'own_ops'),
		('person_seen',       'tl_presenced, own_messaging'),
		('people_seen',       'tl_presenced, own_messaging'),
		('people_watched',    'tl_chatd'),
		('people_watched_2',  'tl_chatd'),
		('status_by_rule',    'own_routing'),
		('emergency_call',    'tl_voiced'),
		('emergency_get',     'tl_presenced, tl_voiced'),
		('emergency_act',     'tl_presenced'),
		('emergency_due',     'tl_presenced'),
		('emergency_sweep',   'tl_presenced, own_routing'),
		('emergency_work_ended', 'own_routing'),
		('emergency_calls_lost', 'tl_voiced'),
		('emergency_calls_list', 'tl_presenced'),
		('emergency_call_state', 'own_ops'),
		('emergency_mail_due',   'tl_presenced'),
		('emergency_mail',       'tl_presenced'),
		('call_back_of',      'tl_voiced'),
		('call_back_of_2',    'tl_voiced'),
		('call_back_of_3',    'tl_voiced'),
		('call_back_late',    'tl_voiced'),
		('call_backs_awaited', 'tl_voiced'),
		('line_kept',         'tl_voiced, own_routing, own_voice'),
		('work_dnd',          'tl_voiced, own_voice'),
		('help_lines',        'tl_voiced'),
		('help_lines_since',  'tl_voiced'),
		('location_get',      'tl_presenced, tl_chatd'),
		('location_look',     'tl_presenced'),
		('location_set',      'tl_presenced'),
		('location_set_2',    'tl_presenced'),
		('place_write',       'tl_presenced'),
		('agent_state',       'own_ops, own_messaging'),
		('agent_in',          'own_messaging'),
		('logged_in',         'own_messaging'),
		('occupancy',         'own_messaging'),
		('shown',             'own_messaging, own_routing'),
		('shown_since',       'own_routing'),
		('shown_until',       'own_routing'),
		('reason_shown',      'own_messaging')
	) AS t (function, who) LOOP
		EXECUTE format('REVOKE ALL ON FUNCTION presence.%I FROM PUBLIC', g.function);
		EXECUTE format('GRANT EXECUTE ON FUNCTION presence.%I TO %s', g.function, g.who);
	END LOOP;
	FOR v IN SELECT c.relname FROM pg_class AS c
		WHERE c.relnamespace = 'presence'::regnamespace AND c.relkind = 'v' LOOP
		EXECUTE format('GRANT SELECT ON presence.%I TO own_ops, own_routing, own_sms, own_messaging, own_voice, '
			'tl_presenced, tl_routerd, tl_smsgw, tl_chatd, tl_hookd, tl_voiced, tl_reader', v.relname);
	END LOOP;
END $$;
