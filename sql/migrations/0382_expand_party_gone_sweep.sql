-- expand: departures from rooms are deleted when the feed no longer has their events.
SET LOCAL ROLE own_messaging;
CREATE INDEX party_gone_at ON messaging.party_gone USING brin (at);
