-- out_begin: as out_begin_2, for a voiced of an older release, which does not say who dials.
CREATE OR REPLACE FUNCTION voice.out_begin(tenant bigint, user_ bigint, call text, epoch bigint, number text, price_class text, caller_id text)
RETURNS ops.answer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RETURN voice.out_begin_2(tenant, user_, call, epoch, number, price_class, caller_id, false);
END $$;
