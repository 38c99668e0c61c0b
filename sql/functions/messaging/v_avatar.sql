-- v_avatar: who has an image of their own, and which version: for cards and lists of other owners (CT-11).
CREATE OR REPLACE VIEW messaging.v_avatar AS
SELECT a.tenant, a.user_id, a.version FROM messaging.avatar AS a WHERE a.size = 64;
