-- voice_sweep: forgets calls, voicemails and recordings that are older than their tenant keeps them; answers how many.
SELECT voice.sweep(limit_ => $1::integer) AS swept
