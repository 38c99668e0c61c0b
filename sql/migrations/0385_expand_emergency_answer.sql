-- expand: whether anybody answered an agent's last emergency call (60-emergency, EM-12): the number that they dialled last, and since when somebody
-- has answered it (null: nobody, so far). Both are what presence.emergency_attempt says of the calls.

SET LOCAL ROLE own_presence;

ALTER TABLE presence.emergency
	ADD COLUMN number text,
	ADD COLUMN answered_at timestamptz;
