-- holder_release: gives a thing away.
SELECT ops.holder_release(kind => $1, thing => $2, boot => $3, epoch => $4) AS released
