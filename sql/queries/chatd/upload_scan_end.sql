-- upload_scan_end: what the scanner said of a file.
-- Keys: upload. Outcomes: ok, gone.
-- flags: alone
SELECT outcome FROM messaging.upload_scan_end(tenant => $1, id => $2, verdict => $3)
