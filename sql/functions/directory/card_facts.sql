-- card_facts: what holds of a card, in the words of directory.card_action:
--   contact           it is an entry of the directory, not a bare number
--   oneself           it is the viewer's own
--   own               it is a personal contact of the viewer
--   duplicate         it is marked as a possible duplicate
--   merged            a merge into it can be undone
--   favourite         it is among the viewer's favourites
--   dialable, chat, email, stranger, blocked_caller, blocked_sender: there is a target for it (card_targets)
--   fax_number        there is a fax number
--   fax_feature       the tenant has the fax feature
--   meeting_template  the tenant has a meeting template
--   work_number       the viewer has a Work number and asks from the Work side
--   texts             … and texts come and go by it
--   textable          there is a number that a text can go to
CREATE OR REPLACE FUNCTION directory.card_facts(tenant bigint, viewer bigint, side text, item jsonb, targets jsonb)
RETURNS text[]
LANGUAGE sql STABLE
AS $$
	SELECT array_remove(ARRAY[
		CASE WHEN item ->> 'id' IS NOT NULL THEN 'contact' END,
		CASE WHEN item ->> 'id' = 'user:' || viewer THEN 'oneself' END,
		CASE WHEN item ->> 'kind' = 'personal' THEN 'own' END,
		CASE WHEN item ->> 'possible_duplicate_of' IS NOT NULL THEN 'duplicate' END,
		CASE WHEN item ->> 'merged' IS NOT NULL THEN 'merged' END,
		CASE WHEN (item ->> 'favourite')::boolean THEN 'favourite' END,
		CASE WHEN targets ? 'dial' THEN 'dialable' END,
		CASE WHEN targets ? 'chat' THEN 'chat' END,
		CASE WHEN targets ? 'email' THEN 'email' END,
		CASE WHEN targets ? 'fax' THEN 'fax_number' END,
		CASE WHEN targets ? 'stranger' THEN 'stranger' END,
		CASE WHEN targets ? 'blocked_caller' THEN 'blocked_caller' END,
		CASE WHEN targets ? 'blocked_sender' THEN 'blocked_sender' END,
		CASE WHEN t.fax THEN 'fax_feature' END,
		CASE WHEN t.meeting_template IS NOT NULL THEN 'meeting_template' END,
		CASE WHEN side = 'work' AND u.work_number IS NOT NULL THEN 'work_number' END,
		CASE WHEN side = 'work' AND EXISTS (SELECT FROM directory.channel AS c JOIN sms.v_channel AS k ON k.tenant = c.tenant AND k.channel = c.id
			WHERE c.tenant = $1 AND c.user_id = $2 AND c.number IS NOT NULL AND NOT c.disabled) THEN 'texts' END,
		CASE WHEN targets ? 'text' THEN 'textable' END], NULL)
	FROM directory.tenant AS t LEFT JOIN directory.app_user AS u ON u.tenant = t.id AND u.id = $2
	WHERE t.id = $1
$$;
