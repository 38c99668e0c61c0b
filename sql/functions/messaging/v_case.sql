-- v_case: what other owners may read of a case.
CREATE OR REPLACE VIEW messaging.v_case AS
SELECT k.tenant, k.id, k.number, k.customer, k.title, k.state FROM messaging.case_ AS k;
