-- out_alive: whether the run of a daemon lives that told of a call: calls of a dead one count no more. Internal.
CREATE OR REPLACE FUNCTION voice.out_alive(epoch bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN EXISTS (SELECT FROM voice.run AS r WHERE r.epoch = $1 AND ops.boot_alive(r.boot));
END $$;
