-- receipts_parked: how many receipts wait: all; late, which must stay 0; lost after 72 h.
-- flags: read
SELECT parked, late, lost FROM sms.receipts_parked()
