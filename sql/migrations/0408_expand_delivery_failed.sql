-- expand: the table of delivery states says which of them mean that the customer has not got the message (SMS-16): a person's text
-- that ends so has answered nobody.
SET LOCAL ROLE own_messaging;
ALTER TABLE messaging.delivery_state ADD COLUMN failed boolean NOT NULL DEFAULT false;
UPDATE messaging.delivery_state SET failed = true WHERE state IN ('undelivered', 'failed', 'expired', 'rejected', 'blocked', 'cancelled');
-- From when on the queue's limit for an answer (RT-13) counts, where that is not when the customer wrote: from when the failure of a reply was
-- known, from what the customer had written meanwhile, from the end of a block. Null: no reply has failed, nothing was blocked.
ALTER TABLE messaging.conversation ADD COLUMN limit_from timestamptz;
