-- grants: who may execute what of schema routing, and which views others read.
DO $$
DECLARE
	g record;
BEGIN
	FOR g IN SELECT * FROM (VALUES
		-- function               who
		('agent_gate',            'own_presence'),
		('return_chats',          'own_presence'),
		('group_held',            'own_presence'),
		('arrive',                'own_messaging'),
		('customer_set',          'own_messaging'),
		('notes_erase',           'own_messaging'),
		('interaction_key',       'own_messaging'),
		('interaction_may_read',  'own_messaging'),
		('interaction_read_until', 'own_messaging'),
		('interaction_pops',      'own_messaging'),
		('supervised',            'own_messaging'),
		('channel_json',          'own_messaging'),
		('queue_waiting',         'own_messaging'),
		('micros',                'own_messaging, own_presence'),
		('offer_state',           'own_ops'),
		('interaction_state',     'own_ops'),
		('place',                 'tl_routerd'),
		('nobody',                'tl_routerd'),
		('offer_make',            'tl_routerd'),
		('offer_accept',          'tl_routerd'),
		('offer_reject',          'tl_routerd'),
		('offers_due',            'tl_routerd'),
		('offer_expire',          'tl_routerd'),
		('offer_get',             'tl_routerd'),
		('offers_list',           'tl_routerd'),
		('auto_reply',            'tl_routerd'),
		('interaction_end',       'tl_routerd'),
		('interaction_transfer',  'tl_routerd'),
		('transfer_targets',      'tl_routerd'),
		('take_over',             'tl_routerd'),
		('consult_end',           'tl_routerd'),
		('consult_expire',        'tl_routerd'),
		('consults_due',          'tl_routerd'),
		('interaction_get',       'tl_routerd'),
		('interaction_why',       'tl_routerd'),
		('interactions_list',     'tl_routerd'),
		('wrap_up_end',           'tl_routerd'),
		('wrap_due',              'tl_routerd'),
		('wrap_expire',           'tl_routerd'),
		('closing_due',           'tl_routerd'),
		('queue_closed',          'tl_routerd'),
		('overflow_due',          'tl_routerd'),
		('overflow',              'tl_routerd'),
		('callbacks_list',        'tl_routerd'),
		('callback_do',           'tl_routerd'),
		('notes_due',             'tl_routerd'),
		('return_note',           'tl_routerd'),
		('impossible',            'tl_routerd'),
		('repair',                'tl_routerd'),
		('schedule_compile',      'tl_routerd'),
		('schedules_compile',     'tl_routerd'),
		('config_changed',        'tl_routerd'),
		('partition_drop',        'tl_routerd'),
		('resource_read',         'tl_routerd'),
		('resource_write',        'tl_routerd'),
		('reports_advance',       'tl_routerd'),
		('reports_close',         'tl_routerd'),
		('reports_recount',       'tl_routerd, tl_reader'),
		('resource_names',        'own_presence, own_sms, own_messaging, own_hooks'),
		('resource_export',       'own_presence'),
		('resource_import',       'own_presence'),
		('resource_remove',       'own_presence'),
		('resource_count',        'own_presence'),
		('resource_keys',         'own_presence'),
		('resource_changed',      'own_presence'),
		('lint',                  'tl_routerd, tl_reader'),
		('lint_json',             'own_presence'),
		('route_dry_run',         'tl_routerd, tl_reader')
	) AS v (function, who) LOOP
		EXECUTE format('GRANT EXECUTE ON FUNCTION routing.%I TO %s', g.function, g.who);
	END LOOP;
END $$;
GRANT EXECUTE ON FUNCTION routing.micros TO tl_routerd;

GRANT SELECT ON routing.v_interaction TO own_hooks;
GRANT SELECT ON routing.v_interaction, routing.v_consult, routing.v_offer, routing.v_agent, routing.v_open, routing.v_queue,
	routing.v_member TO own_presence, own_messaging, own_sms, tl_presenced, tl_chatd, tl_smsgw;
