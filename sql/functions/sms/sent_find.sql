-- sent_find: the id under which a carrier took what a receipt speaks of, where the base of its ids is not known
-- (SMPP): the same, else the one of its other forms that belongs to exactly one message to this number. Read.
CREATE OR REPLACE FUNCTION sms.sent_find(account bigint, provider_id text, form_hex text, form_dec text, number text)
RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	found text[];
BEGIN
	IF NOT EXISTS (SELECT FROM sms.sent AS s WHERE s.account = sent_find.account AND s.provider_id = sent_find.provider_id) THEN
		found := ARRAY(SELECT s.provider_id FROM sms.sent AS s
			JOIN messaging.v_conversation AS c ON c.tenant = s.tenant AND c.id = s.conversation
			WHERE s.account = sent_find.account AND s.provider_id IN (sent_find.form_hex, sent_find.form_dec) AND c.number = sent_find.number);
	END IF;
	RETURN QUERY SELECT COALESCE(CASE WHEN cardinality(found) = 1 THEN found[1] END, sent_find.provider_id);
END $$;
