-- holder_ask: asks who holds a thing in this epoch to give it to this process.
SELECT ops.holder_ask(kind => $1, thing => $2, boot => $3, epoch => $4) AS asked
