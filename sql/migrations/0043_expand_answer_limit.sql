-- expand: the answer limit (RT-13): how long a customer may wait for the agent who has their chat.
SET LOCAL ROLE own_routing;
ALTER TABLE routing.queue ADD COLUMN answer_ms integer CHECK (answer_ms BETWEEN 10000 AND 86400000);

-- Since when the customer's first message that no agent has answered; null: all are.
SET LOCAL ROLE own_messaging;
ALTER TABLE messaging.conversation ADD COLUMN unanswered_since timestamptz;
