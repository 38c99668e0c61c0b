-- channel_number_judge: refuses a number that texts are to come to where this organisation may receive none (SMS-1), and one that
-- would be a user's own and another channel's at once. Keys: config.
CREATE OR REPLACE FUNCTION directory.channel_number_judge(tenant bigint, id bigint, number text, own boolean, field text)
RETURNS void
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	c record;
	other text;
BEGIN
	IF number LIKE '+%' THEN
		SELECT * INTO c FROM sms.country_at(tenant, number);
		IF c.iso2 IS NULL THEN
			PERFORM ops.resource_refuse('invalid', field, 'Begins with no country''s code.');
		ELSIF NOT c.sms_inbound THEN
			PERFORM ops.resource_refuse('invalid', field, format('Is a number of %s, where texts may not be received.', c.name));
		END IF;
	END IF;
	other := (SELECT r.name FROM directory.channel AS r WHERE r.tenant = channel_number_judge.tenant AND r.id <> channel_number_judge.id
		AND r.number = channel_number_judge.number AND r.medium = 'sms' AND (own OR r.user_id IS NOT NULL) LIMIT 1);
	IF other IS NOT NULL THEN
		PERFORM ops.resource_refuse('value_taken', field, format('Is the number of the channel "%s".', other));
	END IF;
END $$;
