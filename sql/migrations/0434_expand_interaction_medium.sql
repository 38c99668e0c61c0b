-- expand: an interaction's medium is that of its queues, chat or voice; which kind of channel it came by, its channel says.
-- What was stored as sms stays, and is read as chat (routing.medium_of).
SET LOCAL ROLE own_routing;
ALTER TABLE routing.interaction ALTER COLUMN medium SET DEFAULT 'chat';
ALTER TABLE routing.interaction ADD CONSTRAINT interaction_medium CHECK (medium IN ('chat', 'voice', 'sms')) NOT VALID;
