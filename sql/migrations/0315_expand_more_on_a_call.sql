-- expand: whom an agent brings into a customer's call (SP-12), as the interaction shows it; docs/decisions/0063-more-than-two-on-a-call.md
SET LOCAL ROLE own_voice;
ALTER TABLE voice.call
	ADD COLUMN consult_state text CHECK (consult_state IN ('ringing', 'talking', 'conference')), -- null: nobody
	ADD COLUMN consult_number text CHECK (length(consult_number) <= 64),                        -- as it was dialled
	ADD COLUMN consult_user bigint;                                                             -- a colleague, if it is one
