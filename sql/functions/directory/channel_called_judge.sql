-- channel_called_judge: refuses a number that no call can come to: a voice channel has one in E.164 that the organisation has claimed
-- (SP-2), and no other voice channel has. Keys: config.
CREATE OR REPLACE FUNCTION directory.channel_called_judge(tenant bigint, id bigint, number text)
RETURNS void
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	other text := (SELECT c.name FROM directory.channel AS c WHERE c.tenant = $1 AND c.id <> $2 AND c.number = $3 AND c.medium = 'voice' LIMIT 1);
BEGIN
	IF number IS NULL OR number !~ '^\+[1-9][0-9]{6,14}$' THEN
		PERFORM ops.resource_refuse('invalid', 'number', 'A voice channel needs the number that customers call, in E.164 (+46812345678).');
	ELSIF NOT EXISTS (SELECT FROM directory.phone_number AS n WHERE n.tenant = $1 AND n.number = $3 AND n.stage = 'claimed') THEN
		PERFORM ops.resource_refuse('invalid', 'number', 'Is none of the numbers that the organisation has claimed.');
	ELSIF other IS NOT NULL THEN
		PERFORM ops.resource_refuse('value_taken', 'number', format('Is the number of the channel "%s".', other));
	END IF;
END $$;
