-- expand: rooms whose owner was disabled are looked for.
SET LOCAL ROLE own_messaging;
CREATE INDEX party_owner ON messaging.party (tenant, account) WHERE role = 'owner';
