-- expand: how large a file may be that a user sends (MS-4).
SET LOCAL ROLE own_presence;
ALTER TABLE directory.tenant ADD COLUMN file_bytes_max integer NOT NULL DEFAULT 26214400
	CONSTRAINT tenant_file_bytes_max CHECK (file_bytes_max BETWEEN 1 AND 67108864);
