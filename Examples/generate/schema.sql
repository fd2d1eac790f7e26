-- The database of the example: enough rows that a sequential scan takes time.
CREATE TABLE customers (id bigserial PRIMARY KEY, email text UNIQUE NOT NULL, phone text, iban text);
CREATE TABLE sessions (access_token text PRIMARY KEY, customer_id bigint, session text);
CREATE TABLE orders (
    id bigserial PRIMARY KEY,
    customer_email text NOT NULL,
    customer_phone text,
    total_cents integer NOT NULL CHECK (total_cents > 0),
    state text NOT NULL,
    placed_at timestamptz NOT NULL DEFAULT now(),
    note text NOT NULL DEFAULT ''
);
INSERT INTO orders (customer_email, total_cents, state, placed_at, note)
SELECT 'guest-' || n || '@guests.invalid', 100 + n % 9000, 'paid', now() - n * interval '1 minute', repeat('x', n % 60)
FROM generate_series(1, 330000) n;
ANALYZE;
