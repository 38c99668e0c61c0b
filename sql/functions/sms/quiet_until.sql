-- quiet_until: until when no text may be started from a channel to a number (SMS-21); null: it may now. `rule`: what the channel
-- does then: hold, refuse; off: it knows no quiet hours. The country's hours hold, and the channel's own where it has some, each in
-- all zones in which the number may be: the strictest overlap. Not beyond two days: where no moment suits all zones, none is waited for.
-- Internal, called by messaging.
CREATE OR REPLACE FUNCTION sms.quiet_until(tenant bigint, channel bigint, number text, at timestamptz, OUT rule text,
	OUT until timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	k sms.channel_carrier;
	c sms.country;
	zones text[];
	next timestamptz;
BEGIN
	SELECT * INTO k FROM sms.channel_carrier AS r WHERE r.tenant = quiet_until.tenant AND r.channel = quiet_until.channel;
	rule := COALESCE(k.quiet_hours, 'off');
	IF rule = 'off' THEN
		RETURN;
	END IF;
	SELECT * INTO c FROM sms.country AS r WHERE r.iso2 = sms.country_of(number);
	zones := sms.quiet_zones(tenant, number, k.time_zone);
	until := at;
	LOOP
		SELECT max(sms.quiet_end(z.zone, h.starts, h.ends, h.sunday_ends, until)) INTO next
		FROM unnest(zones) AS z (zone) CROSS JOIN (VALUES
			(COALESCE(c.quiet_start, '20:00')::time, COALESCE(c.quiet_end, '08:00')::time, COALESCE(c.quiet_end, '10:00')::time),
			(k.quiet_start::time, k.quiet_end::time, k.quiet_end::time)) AS h (starts, ends, sunday_ends)
		WHERE h.starts IS NOT NULL;
		EXIT WHEN next IS NULL OR next > at + interval '2 days';
		until := next;
	END LOOP;
	until := NULLIF(until, at);
END $$;
