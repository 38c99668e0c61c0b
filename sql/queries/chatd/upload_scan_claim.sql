-- upload_scan_claim: a file that is to be looked at for viruses.
-- flags: alone
SELECT tenant, id, bytes FROM messaging.upload_scan_claim()
