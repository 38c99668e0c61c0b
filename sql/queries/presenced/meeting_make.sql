-- meeting_make: the address of a new meeting.
-- Keys: command. Outcomes: ok, not_found, no_meetings.
SELECT outcome, body, news
FROM directory.meeting_make(command => $1, fingerprint => $2, tenant => $3, viewer => $4, side => $5, kind => $6, ref => $7, room => $8)
