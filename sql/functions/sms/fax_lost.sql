-- fax_lost: nobody may wait for this fax any longer: whoever gave it to its provider has ended before it said so, or the provider never
-- reported. It is `unknown`, and never sent again by itself. outcome: ok; gone. Keys: fax_send.
CREATE OR REPLACE FUNCTION sms.fax_lost(tenant bigint, id bigint, OUT outcome text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	at_now timestamptz := ops.clock();
BEGIN
	IF ops.keys_checked() THEN
		PERFORM ops.keys_assert(ops.key('fax_send', tenant, id::text));
	END IF;
	UPDATE sms.fax_send AS s SET state = 'unknown', due_at = NULL, at = at_now,
		reason = CASE WHEN s.provider_id IS NULL THEN 'It may have left: its sending was cut off.' ELSE 'The provider never said what became of it.' END
	WHERE s.tenant = fax_lost.tenant AND s.id = fax_lost.id AND s.state = 'sending' AND s.due_at <= at_now;
	outcome := CASE WHEN FOUND THEN 'ok' ELSE 'gone' END;
END $$;
