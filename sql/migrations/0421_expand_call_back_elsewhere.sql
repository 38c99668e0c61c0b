-- expand: a call back rings all who await it (EM-3): that somebody else answered it, so that it is over for this agent and was not missed.
SET LOCAL ROLE own_presence;
ALTER TABLE presence.emergency_call ADD COLUMN elsewhere boolean NOT NULL DEFAULT false;
