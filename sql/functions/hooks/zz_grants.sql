-- grants: who may execute what of schema hooks.
DO $$
DECLARE
	g record;
BEGIN
	FOR g IN SELECT * FROM (VALUES
		-- function          who
		('resource_names',   'own_presence, own_routing, own_sms, own_messaging, own_voice'),
		('resource_export',  'own_presence'),
		('resource_import',  'own_presence'),
		('resource_remove',  'own_presence'),
		('resource_count',   'own_presence'),
		('resource_keys',    'own_presence'),
		('resource_changed', 'own_presence'),
		('endpoint_next',    'tl_hookd'),
		('endpoint_create',  'tl_hookd'),
		('endpoint_update',  'tl_hookd'),
		('endpoint_delete',  'tl_hookd'),
		('endpoint_rotate',  'tl_hookd'),
		('endpoint_get',     'tl_hookd'),
		('endpoints_list',   'tl_hookd'),
		('endpoints_load',   'tl_hookd'),
		('page',             'tl_hookd'),
		('event_body',       'tl_hookd'),
		('events_pull',      'tl_hookd'),
		('take',             'tl_hookd'),
		('due',              'tl_hookd'),
		('progress',         'tl_hookd'),
		('resend',           'tl_hookd'),
		('attempts_list',    'tl_hookd'),
		('dead_list',        'tl_hookd'),
		('parked_sweep',     'tl_hookd'),
		('dead_sweep',       'tl_hookd'),
		('attempts_sweep',   'tl_hookd'),
		('partition_drop',   'tl_hookd')
	) AS v (function, who) LOOP
		EXECUTE format('GRANT EXECUTE ON FUNCTION hooks.%I TO %s', g.function, g.who);
	END LOOP;
END $$;

GRANT SELECT ON hooks.v_endpoint TO own_routing;
