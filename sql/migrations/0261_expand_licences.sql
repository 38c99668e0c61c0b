-- expand: how many licences an organisation has (SP-2): the installation's operator says so.
SET LOCAL ROLE own_presence;

ALTER TABLE directory.tenant -- null: as many as it likes
	ADD COLUMN seats integer CONSTRAINT tenant_seats CHECK (seats BETWEEN 0 AND 1000000),
	ADD COLUMN work_licences integer CONSTRAINT tenant_work_licences CHECK (work_licences BETWEEN 0 AND 1000000);
