-- check_problems: what can be wrong with a page as a phone, step by step, and what helps. The names are routes.c's.
-- untested: none, but what its test needs.
CREATE OR REPLACE FUNCTION voice.check_problems()
RETURNS TABLE (step text, problem text, what text, remedy text)
LANGUAGE sql IMMUTABLE
AS $$
	VALUES
		('browser', 'insecure', 'The page was not opened by HTTPS, so the browser gives it no microphone.', 'Open the page by its https address.'),
		('browser', 'too_old', 'This browser can''t make calls.', 'Use a current Chrome, Edge, Firefox or Safari.'),
		('microphone', 'denied', 'The browser does not let this page use the microphone.', 'Allow the microphone in the page settings beside the address, then load the page again.'),
		('microphone', 'none', 'There is no microphone.', 'Plug in a headset, or switch its microphone on.'),
		('microphone', 'busy', 'The microphone could not be opened.', 'Close other programs that use it, or choose another microphone.'),
		('microphone', 'silent', 'Nothing came from the microphone.', 'Take it off mute, or choose another microphone.'),
		('socket', 'no_licence', 'This account may not have a phone.', 'Ask an administrator for the licence.'),
		('socket', 'refused', 'The server refused the phone''s connection.', 'Close other pages of yours that are phones, then try again; if it stays, tell an administrator.'),
		('socket', 'blocked', 'The phone''s connection (WebSocket) could not be opened.', 'A proxy or firewall may block it: let wss to this server through.'),
		('socket', 'silent', 'The connection opened, but nothing came back.', 'A proxy holds it up: let wss to this server through without inspection.'),
		('media', 'untested', 'Sound was not tested.', 'Mend what is not good above, turn the phone of this page on, end your calls, then check again.'),
		('media', 'no_answer', 'The test call was not answered.', 'Try again in a minute; if it stays, tell an administrator.'),
		('media', 'no_path', 'No sound could be sent or received.', 'Let UDP to this server''s media ports through the firewall, or have an administrator set up a TURN server.'),
		('media', 'one_way', 'Sound goes only one way.', 'Let UDP to and from this server''s media ports through the firewall.'),
		('media', 'poor', 'Sound arrives, but too much of it is lost or late.', 'Use a cable instead of Wi-Fi, and close what loads the network.')
$$;
