-- The portal's role and its database, made once by a superuser of PostgreSQL 15 or later:
--   psql -U postgres -v password="$(cat secrets/database_password)" -f docs/operacion/database.sql
-- The role owns the schema `public` of that database and nothing else: it makes no database and no role,
-- reads no file of the server and bypasses nothing.
\set ON_ERROR_STOP on
\if :{?password}
\else
\set password `cat /run/secrets/database_password`
\endif
CREATE ROLE portal LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE portal TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE portal FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE portal TO portal;
\connect portal
ALTER SCHEMA public OWNER TO portal;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
