-- receipts_parked: how many receipts wait: all; late, which must stay 0; lost after 72 h; doubtful.
-- flags: read
SELECT parked, late, lost, doubtful FROM sms.receipts_parked()
