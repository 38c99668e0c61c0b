-- grants: who may execute what of schema directory. The *_create and *_set functions are for
-- the database's owner and tests; administrators make users and keys by resource_write alone, which
-- judges and audits.
DO $$
DECLARE
	g record;
	v record;
BEGIN
	FOR g IN SELECT * FROM (VALUES
		-- function              who
		('key_scopes',           'own_hooks'),
		('contact_words',        'own_presence, own_routing, own_messaging'),
		('contact_fold',         'own_presence, own_routing, own_messaging'),
		('unspaced_signs',       'own_presence, own_routing, own_messaging'),
		('sign_pairs',           'own_routing, own_messaging'),
		('search_words',         'own_routing, own_messaging'),
		('search_query',         'own_routing, own_messaging'),
		('supervises',           'own_presence, own_routing, own_sms, own_messaging, own_voice, tl_presenced, tl_routerd, tl_chatd'),
		('sees_agent',           'own_presence, own_routing, own_messaging'),
		('agents_seen',          'own_messaging'),
		('may',                  'own_routing, own_messaging, own_sms, own_voice'),
		('lacks',                'own_routing, own_messaging, own_voice'),
		('transcripts_audited',  'own_messaging'),
		('channel_granted',      'own_routing, own_sms'),
		('channel_kinds',        'own_routing, own_messaging'),
		('api_key_used',         'tl_presenced, tl_routerd, tl_smsgw, tl_chatd, tl_hookd, tl_voiced'),
		('tenant_create',        'tl_presenced'),
		('tenant_make',          'tl_presenced'),
		('licences_set',         'tl_presenced'),
		('licences_list',        'tl_presenced'),
		('permissions_list',     'tl_presenced'),
		('tenant_lease_set',     'tl_presenced'),
		('group_create',         'tl_presenced'),
		('supervision_add',      'tl_presenced'),
		('status_code_create',   'tl_presenced'),
		('status_rule_set',      'tl_presenced'),
		('channel_create',       'tl_presenced'),
		('hook_keys_open',       'own_sms'),
		('hook_key_seal',        'own_sms'),
		('widgets_load',         'tl_widget'),
		('contacts_find',         'tl_presenced'),
		('contacts_cards',        'tl_presenced'),
		('company_contact',       'own_voice'),
		('called',                'own_voice'),
		('called_extension',      'own_voice'),
		('desk_lines',            'own_voice'),
		('desk_set',              'tl_presenced'),
		('desk_state',            'own_ops, own_messaging'),
		('desk_viewers',          'own_voice'),
		('contact_fill',          'tl_presenced'),
		('card_get',              'tl_presenced, own_voice, own_sms'),
		('card_of_number',        'tl_presenced, own_voice, own_sms, own_messaging'),
		('meeting_make',          'tl_presenced'),
		('extension_free',        'tl_presenced'),
		('extensions_of_help',    'own_routing'),
		('sites_of_help',         'own_routing'),
		('number_judge',          'own_sms'),
		('number_claimed_elsewhere',      'own_voice, own_routing'),
		('country_home',          'tl_presenced, own_voice, own_routing'),
		('import_country',        'tl_presenced'),
		('favourites_get',        'tl_presenced'),
		('favourite_put',         'tl_presenced'),
		('favourite_remove',      'tl_presenced'),
		('favourites_set',        'tl_presenced'),
		('forwarding_get',        'tl_presenced'),
		('forwarding_set',        'tl_presenced'),
		('block_put',             'tl_presenced'),
		('block_remove',          'tl_presenced'),
		('blocks_list',           'tl_presenced'),
		('contact_choice_get',    'tl_presenced'),
		('contact_choice_set',    'tl_presenced'),
		('personal_contact_get',  'tl_presenced'),
		('personal_contacts_list', 'tl_presenced'),
		('personal_contact_write', 'tl_presenced'),
		('people_import',         'tl_presenced'),
		('people_all',            'tl_presenced'),
		('contact_merge',         'tl_presenced'),
		('contact_unmerge',       'tl_presenced'),
		('contact_restore',       'tl_presenced'),
		('contact_apart',         'tl_presenced'),
		('contact_merge_sweep',   'tl_presenced'),
		('book_find',               'tl_presenced'),
		('book_refresh_find',       'tl_presenced'),
		('books_list',              'tl_presenced'),
		('book_connect',            'tl_presenced'),
		('book_sync',               'tl_presenced'),
		('book_disconnect',         'tl_presenced'),
		('book_due',                'tl_presenced'),
		('book_begin',              'tl_presenced'),
		('book_refreshed',          'tl_presenced'),
		('book_page',               'tl_presenced'),
		('book_end',                'tl_presenced'),
		('blocked',              'own_sms, own_messaging, own_presence, own_voice'),
		('resource_read',        'tl_presenced'),
		('resource_write',       'tl_presenced'),
		('resource_names',       'own_routing, own_sms, own_messaging, own_hooks, own_voice'),
		('config_export',        'tl_presenced'),
		('config_rows',          'tl_presenced'),
		('config_import',        'tl_presenced')
	) AS t (function, who) LOOP
		EXECUTE format('REVOKE ALL ON FUNCTION directory.%I FROM PUBLIC', g.function);
		EXECUTE format('GRANT EXECUTE ON FUNCTION directory.%I TO %s', g.function, g.who);
	END LOOP;
	REVOKE ALL ON FUNCTION directory.user_create, directory.api_key_create, directory.operator_make, directory.tenant_mode_set FROM PUBLIC, tl_presenced;
	FOR v IN SELECT c.relname FROM pg_class AS c
		WHERE c.relnamespace = 'directory'::regnamespace AND c.relkind = 'v' AND c.relname LIKE 'v\_%' LOOP
		EXECUTE format('GRANT SELECT ON directory.%I TO own_ops, own_routing, own_sms, own_messaging, own_hooks, own_voice, '
			'tl_presenced, tl_routerd, tl_smsgw, tl_chatd, tl_hookd, tl_voiced, tl_reader', v.relname);
	END LOOP;
END $$;
