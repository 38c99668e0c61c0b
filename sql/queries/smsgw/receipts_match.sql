-- receipts_match: matches parked receipts with what was sent meanwhile; takes its keys itself.
SELECT sms.receipts_match(limit_ => $1::integer) AS matched
