-- party_card: the card of a call's other party as the viewer sees it: a colleague's, that of who has the number, the number's own
-- (CT-9, CT-12). Null: a number that was withheld. Internal.
CREATE OR REPLACE FUNCTION voice.party_card(tenant bigint, viewer bigint, side text, user_ bigint, number text, shown text)
RETURNS jsonb
LANGUAGE plpgsql STABLE
AS $$
BEGIN
	RETURN COALESCE(CASE WHEN user_ IS NOT NULL THEN directory.card_get(tenant, viewer, side, 'user', user_) END,
		CASE WHEN number IS NOT NULL THEN directory.card_of_number(tenant, viewer, side, number, COALESCE(NULLIF(shown, ''), number)) END);
END $$;
