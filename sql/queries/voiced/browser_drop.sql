-- browser_drop: a browser is a phone no more. Keys: browser. Outcomes: ok.
SELECT outcome, body, news FROM voice.browser_drop(tenant => $1, id => $2)
