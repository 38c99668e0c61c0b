-- has_room: whether an agent has room for one more of this medium: chats up to their limits, of a weight; one call. Chats and a call
-- together only for who blends. `own`: what they hold for it already, as they are asked for it; null: nothing.
CREATE OR REPLACE FUNCTION routing.has_room(gate routing.agent, weight integer, voice boolean, own integer DEFAULT NULL)
RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
	SELECT CASE WHEN voice THEN (own IS NOT NULL OR gate.voice_count = 0) AND (gate.chat_count = 0 OR gate.blending)
		ELSE gate.chat_count - CASE WHEN own IS NULL THEN 0 ELSE 1 END < gate.chat_count_limit
			AND gate.chat_load - COALESCE(own, 0) + weight <= gate.chat_limit
			AND (gate.voice_count = 0 OR gate.blending) END
$$;
