-- accept.sql - the peer of PF-1 and PF-2: pgbench accepts one text a transaction, by the same
-- function and with the same statements around it as smsgw's batches have, in one pipeline:
-- one round trip.
-- The keys are numbers of the same spread as smsgw's, which computes them itself; number, raw
-- form and text have the same sizes. Variables given by -D: account, to_channel, text, raw, hash.
\set customer random(5550000, 5569999)
\set high random(1000000000000000, 9999999999999999)
\set low random(1000000000000000, 9999999999999999)
\set key_conversation hash(:customer, 1)
\set key_number hash(:customer, 2)
\set key_provider hash(:high, 3)
\startpipeline
BEGIN;
SELECT ops.batch_begin(keys => ARRAY[:key_conversation, :key_number, :key_provider]::bigint[]) AS at;
SELECT outcome, conversation, seq, message, message_at, version, interaction, interaction_new,
	interaction_version, customer_known, agent, news
FROM sms.accept_inbound(tenant => 1, channel => 1, account => :account, provider_id => 'SM' || :high::text || :low::text,
	number => '+1212' || :customer::text, text => :text, raw => :raw, part_ref => NULL::integer,
	part_total => NULL::integer, part_number => NULL::integer, intent => NULL, number_hash => :hash,
	confirm_text => NULL);
SELECT ops.batch_end();
COMMIT;
\endpipeline
