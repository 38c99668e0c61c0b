-- rooms_inherit: gives rooms whose owner was disabled to who has been in them longest.
SELECT messaging.rooms_inherit(limit_ => $1::integer)
