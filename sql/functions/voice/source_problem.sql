-- source_problem: why calls may not be told to come from there; null: they may. A host's name (its addresses are looked up), an address, or a network that is no larger than a carrier's: who
-- stands in it may call all numbers of the organisation without a password.
CREATE OR REPLACE FUNCTION voice.source_problem(source text)
RETURNS text
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
	net inet;
BEGIN
	IF length(source) <= 253 AND source ~ '^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$' THEN
		RETURN NULL;
	END IF;
	net := source::inet;
	RETURN CASE WHEN length(source) > 50 OR source !~ '^[0-9A-Fa-f.:]+(/[0-9]+)?$' THEN 'Is no address, as 192.0.2.7, no network, as 192.0.2.0/28 or 2001:db8::/64, and no name, as sip.example.com.'
		WHEN network(net) <> set_masklen(net, masklen(net))::cidr OR host(net) <> host(network(net)) AND masklen(net) < CASE family(net) WHEN 4 THEN 32 ELSE 128 END
			THEN format('Is an address within a network: the network is %s.', network(net))
		WHEN masklen(net) < CASE family(net) WHEN 4 THEN 16 ELSE 32 END THEN 'Is too large a network: /16 at most, of IPv6 /32.' END;
EXCEPTION WHEN data_exception THEN
	RETURN 'Is no address, as 192.0.2.7, no network, as 192.0.2.0/28 or 2001:db8::/64, and no name, as sip.example.com.';
END $$;
