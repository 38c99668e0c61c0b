-- party_of: as whom an account takes part in an internal conversation: as itself; from Work also as its user's agent account,
-- whose history Work shows. No row: it does not.
CREATE OR REPLACE FUNCTION messaging.party_of(tenant bigint, conversation bigint, account bigint)
RETURNS messaging.party
LANGUAGE plpgsql STABLE
AS $$
DECLARE
	p messaging.party;
BEGIN
	SELECT * INTO p FROM messaging.party AS r
	WHERE r.tenant = party_of.tenant AND r.conversation = party_of.conversation AND r.account = party_of.account;
	IF p.account IS NULL AND account < 0 THEN
		SELECT * INTO p FROM messaging.party AS r
		WHERE r.tenant = party_of.tenant AND r.conversation = party_of.conversation AND r.account = -party_of.account
			AND EXISTS (SELECT FROM directory.v_user AS u WHERE u.tenant = r.tenant AND u.id = r.account AND u.has_seat);
	END IF;
	RETURN p;
END $$;
