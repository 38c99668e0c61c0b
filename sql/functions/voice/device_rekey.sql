-- device_rekey: a phone's hash is another one: who registered with the one before is not there any more. Keys: device.
CREATE OR REPLACE FUNCTION voice.device_rekey(d voice.device, algorithm text, secret bytea)
RETURNS void
LANGUAGE plpgsql VOLATILE
AS $$
BEGIN
	UPDATE voice.device AS r SET algorithm = device_rekey.algorithm, secret = device_rekey.secret,
		rotated_at = greatest(ops.clock(), r.rotated_at + interval '1 microsecond')
	WHERE r.tenant = d.tenant AND r.id = d.id;
	DELETE FROM voice.binding AS b WHERE b.tenant = d.tenant AND b.device = d.id;
END $$;
