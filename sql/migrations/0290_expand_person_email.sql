-- expand: who has an e-mail address is asked at each write of a user (SP-2): directory.person_judge. Not unique by itself: an organisation may
-- have come to two of one address before, by a file or over the API; docs/decisions/0052-who-a-user-is.md
SET LOCAL ROLE own_presence;
CREATE INDEX app_user_email ON directory.app_user (tenant, lower(email)) WHERE email IS NOT NULL;
