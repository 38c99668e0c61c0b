-- expand: who leads a conversation joins it (SV-2): they stand beside its agent as one who was asked in, and write to the customer, too.
SET LOCAL ROLE own_routing;
ALTER TABLE routing.consult ADD COLUMN writes boolean NOT NULL DEFAULT false;
RESET ROLE;
