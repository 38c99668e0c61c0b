-- grants: who may execute what of schema messaging, and which views others read.
DO $$
DECLARE
	g record;
BEGIN
	FOR g IN SELECT * FROM (VALUES
		-- function             who
		('append',              'own_sms'),
		('begin_by_key',        'own_routing'),
		('begin_by_agent',      'own_routing'),
		('begin_unknown',       'own_routing'),
		('said_problem',        'own_routing'),
		('said_in',             'own_routing'),
		('append_closed',       'own_sms'),
		('conversation_open',   'own_sms'),
		('opt_out_changed',     'own_sms'),
		('text_replace',        'own_sms'),
		('attachments_add',     'own_sms'),
		('attachment_set',      'own_sms'),
		('file_store',          'own_sms'),
		('set_delivery',        'own_sms'),
		('reply_automatic',     'own_routing, own_sms'),
		('append_system',       'own_routing'),
		('append_note',         'own_routing'),
		('newer',               'own_routing'),
		('conversation_close',  'own_routing'),
		('case_relink',         'own_routing'),
		('customer_json',       'own_routing'),
		('key_of',              'own_routing, own_sms'),
		('customer_found',      'own_routing'),
		('conversation_state',  'own_ops'),
		('message_state',       'own_ops'),
		('customer_state',      'own_ops'),
		('send',                'tl_chatd'),
		('note_add',            'tl_chatd'),
		('workspace',           'tl_chatd'),
		('conversation_get',    'tl_chatd'),
		('messages',            'tl_chatd'),
		('transcript',          'tl_chatd'),
		('attachment_read',     'tl_chatd'),
		('attachment_retry',    'tl_chatd'),
		('customers_find',      'tl_chatd'),
		('customer_get',        'tl_chatd'),
		('customer_create',     'tl_chatd'),
		('customer_update',     'tl_chatd'),
		('customer_choose',     'tl_chatd'),
		('case_create',         'tl_chatd'),
		('case_get',            'tl_chatd'),
		('case_list',           'tl_chatd'),
		('customer_erase',      'tl_chatd'),
		('customer_export',     'tl_chatd'),
		('erasures_list',       'tl_chatd'),
		('erasures_step',       'tl_chatd'),
		('transcripts_sweep',   'tl_chatd'),
		('client_sweep',        'tl_chatd')
	) AS v (function, who) LOOP
		EXECUTE format('GRANT EXECUTE ON FUNCTION messaging.%I TO %s', g.function, g.who);
	END LOOP;
END $$;

GRANT SELECT ON messaging.v_conversation, messaging.v_customer, messaging.v_case, messaging.v_message
	TO own_routing, own_sms, tl_routerd, tl_smsgw;
GRANT SELECT ON messaging.v_message TO own_hooks;
GRANT SELECT ON messaging.v_text TO own_routing;
