-- expand: a callback that was taken can be given back, and goes back when who took it logs out or is gone (RT-13).
SET LOCAL ROLE own_routing;
CREATE INDEX callback_taken ON routing.callback (tenant, agent) WHERE state = 'taken';
-- What is erased and exported of a customer.
CREATE INDEX callback_conversation ON routing.callback (tenant, conversation);
