-- grants: who may execute what of schema sms, and which views others read.
DO $$
DECLARE
	g record;
BEGIN
	FOR g IN SELECT * FROM (VALUES
		-- function          who
		('accept_inbound',   'tl_smsgw'),
		('parts_due',        'tl_smsgw'),
		('parts_flush',      'tl_smsgw'),
		('media_due',        'tl_smsgw'),
		('media_begin',      'tl_smsgw'),
		('media_store',      'tl_smsgw'),
		('media_fail',       'tl_smsgw'),
		('channels_load',    'tl_smsgw'),
		('groups_load',      'tl_smsgw'),
		('outbox_heads',     'tl_smsgw'),
		('send_begin',       'tl_smsgw'),
		('sends_begin',      'tl_smsgw'),
		('sends_sent',       'tl_smsgw'),
		('carrier_switch',   'tl_smsgw'),
		('holds_due',        'tl_smsgw'),
		('quiet_until',      'own_messaging'),
		('send_end',         'tl_smsgw'),
		('send_end_parts',   'tl_smsgw'),
		('sent_find',        'tl_smsgw'),
		('seen_release',     'tl_smsgw'),
		('receipt',          'tl_smsgw'),
		('receipts_match',   'tl_smsgw'),
		('receipts_parked',  'tl_smsgw, tl_reader'),
		('group_takeover',   'tl_smsgw'),
		('resource_read',    'tl_smsgw'),
		('resource_write',   'tl_smsgw'),
		('resource_names',   'own_presence, own_routing, own_messaging, own_hooks'),
		('resource_export',  'own_presence'),
		('resource_import',  'own_presence'),
		('resource_remove',  'own_presence'),
		('resource_count',   'own_presence'),
		('resource_keys',    'own_presence'),
		('resource_changed', 'own_presence'),
		('channel_number_set', 'own_presence'),
		('account_find',     'tl_smsgw'),
		('raw_store',        'tl_smsgw'),
		('raw_list',         'tl_smsgw'),
		('raw_find',         'tl_smsgw'),
		('raw_show',         'tl_smsgw'),
		('raw_taken',        'tl_smsgw'),
		('receipts_list',    'tl_smsgw'),
		('lines',            'tl_smsgw'),
		('line_note',        'tl_smsgw'),
		('line_sweep',       'tl_smsgw'),
		('my_channels',      'tl_smsgw'),
		('opt_outs',         'tl_smsgw'),
		('seen_sweep',       'tl_smsgw'),
		('client_find',      'tl_smsgw'),
		('client_system_id', 'tl_smsgw'),
		('client_submit',    'tl_smsgw'),
		('client_hold',      'tl_smsgw'),
		('client_deliveries', 'tl_smsgw'),
		('client_delivered', 'tl_smsgw'),
		('client_state',     'tl_smsgw'),
		('client_sweep',     'tl_smsgw'),
		('client_receipt',   'own_messaging'),
		('raw_sweep',        'tl_smsgw'),
		('partition_drop',   'tl_smsgw'),
		('queue_outbound',   'own_messaging'),
		('outbox_open',      'own_messaging'),
		('media_again',      'own_messaging'),
		('media_forget',     'own_messaging'),
		('personal_count',   'own_messaging'),
		('personal_erase',   'own_messaging'),
		('personal_raw',     'own_messaging'),
		('text_cost',        'tl_smsgw'),
		('number_judge',     'tl_smsgw'),
		('country_at',       'own_messaging, own_presence, own_routing'),
		('country_sends',    'own_messaging'),
		('country_home',     'tl_chatd, own_presence'),
		('country_name',     'own_routing'),
		('account_holds',    'own_routing')
	) AS v (function, who) LOOP
		EXECUTE format('GRANT EXECUTE ON FUNCTION sms.%I TO %s', g.function, g.who);
	END LOOP;
END $$;

GRANT SELECT ON sms.v_opt_out, sms.v_channel TO own_messaging, own_presence, tl_chatd;
GRANT SELECT ON sms.v_channel TO own_routing;
-- smsgw reads and writes them by resource_read and resource_write.
REVOKE ALL ON sms.a_blocked_number, sms.a_carrier_account, sms.a_channel_carrier, sms.a_country, sms.a_installed_country, sms.a_sender_rate, sms.a_smpp_client, sms.smpp_client FROM tl_smsgw;
