-- The database and its three roles, made once by the server's administrator when the volume is new.
-- migrate (as the owner) gives the other two their rights, table by table.
\set owner `cat /run/secrets/database-owner`
\set web `cat /run/secrets/database-web`
\set worker `cat /run/secrets/database-worker`
CREATE ROLE casedesk_owner LOGIN PASSWORD :'owner';
CREATE ROLE casedesk_web LOGIN PASSWORD :'web';
CREATE ROLE casedesk_worker LOGIN PASSWORD :'worker';
CREATE DATABASE casedesk OWNER casedesk_owner;
REVOKE ALL ON DATABASE casedesk FROM PUBLIC;
GRANT CONNECT ON DATABASE casedesk TO casedesk_web, casedesk_worker;
REVOKE CONNECT ON DATABASE postgres FROM PUBLIC;
