-- binding_drop: a phone is not reached at `contact` (null: anywhere) any more. Keys: device. Outcomes: ok.
SELECT outcome, body, news FROM voice.binding_drop(tenant => $1, device => $2, contact => $3)
