-- grants: who may execute what of schema ops. Owner roles call these inside their functions,
-- daemons' roles from their queries.
DO $$
DECLARE
	g record;
	everybody CONSTANT text := 'own_ops, own_presence, own_routing, own_sms, own_messaging, own_hooks, '
		'tl_presenced, tl_routerd, tl_smsgw, tl_chatd, tl_hookd';
	owners CONSTANT text := 'own_presence, own_routing, own_sms, own_messaging, own_hooks';
	daemons CONSTANT text := 'tl_presenced, tl_routerd, tl_smsgw, tl_chatd, tl_hookd';
BEGIN
	FOR g IN SELECT * FROM (VALUES
		-- function            who
		('clock',              everybody || ', tl_reader'),
		('key',                everybody || ', tl_reader'),
		('rfc3339',            everybody || ', tl_reader'),
		('kind_name',          everybody || ', tl_reader'),
		('batch_at',           owners),
		('batch_at_known',     owners),
		('keys_held',          owners),
		('keys_assert',        owners),
		('keys_checked',       owners),
		('mark',               owners),
		('emit',               owners),
		('emit_public',        owners),
		('config_emit',        owners),
		('news',               owners),
		('answer',             owners),
		('answer_thing',       owners),
		('moved',              owners),
		('command_seen',       owners),
		('command_store',      owners),
		('audit_add',          owners),
		('resource_view',       owners),
		('resource_fields',     owners),
		('resource_shown',      owners),
		('resource_item',       owners),
		('resource_refuse',     owners),
		('resource_list',       owners),
		('resource_read',       owners),
		('resource_store',      owners),
		('resource_hook',       owners),
		('resource_references', owners),
		('resource_problem',    owners),
		('resource_write',      owners),
		('partition_ddl',      owners),
		('partition_oldest',   owners),
		('state',              everybody),
		('frame',              everybody),
		('holder_fence',       everybody),
		('holder_add',         owners),
		('holder_remove',      'own_hooks'),
		('feed_public',        'own_hooks'),
		('batch_begin',        daemons),
		('batch_end',          daemons),
		('sequence',           daemons),
		('feed_read',          daemons || ', own_routing, tl_reader'),
		('feed_head',          daemons || ', own_hooks, own_routing, tl_reader'),
		('feed_done',          'own_routing'),
		('feed_after',         'own_routing'),
		('feed_first',         daemons || ', own_hooks, tl_reader'),
		('schema_version',     daemons || ', tl_reader'),
		('instance_register',  daemons),
		('instance_beat',      daemons),
		('instance_list',      daemons || ', own_presence, tl_reader'),
		('instance_leave',     daemons),
		('holder_list',        'tl_reader'),
		('holder_claim',       'tl_routerd, tl_smsgw, tl_hookd'),
		('holder_look',       'tl_routerd, tl_smsgw, tl_hookd'),
		('holder_release',     'tl_routerd, tl_smsgw, tl_hookd'),
		('holder_leave',       'tl_routerd, tl_smsgw, tl_hookd'),
		('number_key_keep',    'tl_smsgw'),
		('command_sweep',      'tl_presenced'),
		('audit_sweep',        'tl_presenced'),
		('commands_erase',     'own_messaging'),
		('feed_trim',          'tl_presenced'),
		('events_drop',        'tl_presenced'),
		('partitions_ensure',  'tl_presenced')
	) AS v (function, who) LOOP
		EXECUTE format('REVOKE ALL ON FUNCTION ops.%I FROM PUBLIC', g.function);
		EXECUTE format('GRANT EXECUTE ON FUNCTION ops.%I TO %s', g.function, g.who);
	END LOOP;
END $$;
