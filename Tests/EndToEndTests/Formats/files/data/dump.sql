-- PostgreSQL database dump
-- Dumped by pg_dump version 16.3
SET statement_timeout = 0;
CREATE ROLE orders WITH LOGIN PASSWORD '⟪pw⟫';
CREATE USER reporting PASSWORD '⟪wild|twice⟫' VALID UNTIL '2027-01-01';
ALTER ROLE backup WITH ENCRYPTED PASSWORD '⟪'SCRAM-SHA-256$4096:' bin32:a '$' bin32:b ':' bin32:c⟫';
ALTER USER 'root'@'localhost' IDENTIFIED BY '⟪pw⟫';
CREATE TABLE users (id integer NOT NULL, email text, password_hash text, api_token character varying(64));
INSERT INTO users (id, email, password_hash, api_token) VALUES (1, '⟪email⟫', '⟪bcrypt⟫', '⟪tok⟫'), (2, NULL, '⟪bcrypt⟫', NULL);
INSERT INTO `accounts` (`id`, `name`, `password`, `pin_password`) VALUES (1,'O''Brien','⟪wild|twice⟫',⟪num⟫),(2,'Smith','⟪pw⟫',⟪num⟫);
COPY public.users (id, username, password, created_at) FROM stdin;
1	jane	⟪pw⟫	2026-01-04 10:00:00
2	omar	⟪pw⟫	2026-02-11 11:30:00
\.
UPDATE settings SET value = '30' WHERE name = 'session_timeout';
UPDATE users SET password = '⟪pw⟫' WHERE id = 7;
SELECT pg_catalog.setval('public.users_id_seq', 7, true);
