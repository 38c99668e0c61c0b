-- work: the snapshot of a Work page.
-- flags: read
SELECT body FROM messaging.work(tenant => $1, user_id => $2, live => $3)
