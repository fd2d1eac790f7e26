#!/usr/bin/env bash
# The story itself. Everything here runs without privileges, with paths as on a server.
set -uo pipefail
PATH=/usr/bin:/bin:/usr/sbin
bin=/usr/lib/postgresql/15/bin
data=/var/lib/postgresql/15/main
python3 /mnt/render.py /srv/rendered created=- since=- backup_when=- day_long=- restarts=-
cp -r /srv/rendered/config/. /srv/orders/config/
cp /srv/rendered/config/nginx.conf /srv/nginx/
value() { python3 -c 'import json,sys; print(json.load(open("/mnt/planted.json"))["values"][sys.argv[1]][1])' "$1"; }
echo "admin:$(value admin_htpasswd)" >/srv/nginx/htpasswd

# the database
mkdir -p "$(dirname $data)"
$bin/initdb -D $data -U postgres --locale=C.UTF-8 --auth=trust >/dev/null
cp /mnt/pg_hba.conf $data/
cp /srv/rendered/config/postgresql.conf $data/postgresql.conf
$bin/pg_ctl -D $data -w -l /tmp/setup.$$.log start >/dev/null   # the set-up is not part of the story
psql -q -U postgres -h /run/postgresql <<SQL
CREATE ROLE orders LOGIN PASSWORD '$(value db_password)';
CREATE ROLE reporting LOGIN PASSWORD '$(value reporting_password)';
CREATE DATABASE orders OWNER orders;
SQL
psql -q -U postgres -h /run/postgresql orders -f /mnt/schema.sql
python3 - <<'PY' | psql -q -U postgres -h /run/postgresql orders
import json
for c in json.load(open("/mnt/planted.json"))["customers"]:
    if "iban" not in c or c["id"] % 2:
        print("INSERT INTO customers VALUES (%d, '%s', '%s');" % (c["id"], c["email"], c["phone"]))
    print("INSERT INTO sessions VALUES ('%s', %d, %s);" % (c["access_token"], c["id"], "'%s'" % c["session"] if "session" in c else "NULL"))
print("GRANT ALL ON ALL TABLES IN SCHEMA public TO orders; GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO orders;")
PY
$bin/pg_ctl -D $data -w stop >/dev/null
rm -f /tmp/setup.$$.log
$bin/pg_ctl -D $data -w -l /var/log/postgresql.log start >/dev/null

# the database administrator, in the morning
dba() { psql -X -q -U postgres -h /run/postgresql orders >/dev/null 2>&1; }
dba <<SQL
CREATE ROLE analyst LOGIN PASSWORD '$(value analyst_password)' VALID UNTIL '2027-01-01';
ALTER ROLE reporting WITH ENCRYPTED PASSWORD '$(value reporting_password_new)';
CREATE ROLE migrator LOGIN PASSWORD '$(value migrator_verifier)';
CREATE EXTENSION postgres_fdw;
CREATE SERVER warehouse FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'wh-1.shop.internal', dbname 'warehouse');
CREATE USER MAPPING FOR orders SERVER warehouse OPTIONS (user 'orders_ro', password '$(value warehouse_password)');
CREATE SUBSCRIPTION stock CONNECTION 'host=wh-1.shop.internal dbname=stock user=replicator password=$(value replica_password)' PUBLICATION stock WITH (connect = false);
ALTER ROLE orders PASWORD '$(value db_password)';
SQL

# the service and what is in front of it
export ORDERS_LOG=/var/log/orders-app.log ORDERS_NDJSON=/var/log/orders-app.ndjson
python3 /mnt/payments_stub.py &
stub=$!
bash /mnt/kubelet.sh orders-7c9d8f6b5-x2x7k 10.20.3.11 2>/dev/null &
first=$!
bash /mnt/kubelet.sh orders-7c9d8f6b5-pm4zd 10.20.3.12 2>/dev/null &
second=$!
sleep 3
nginx -c /srv/nginx/nginx.conf 2>/dev/null
(
    export ORDERS_POD=orders-report-29386110-9wq2f
    for _ in 1 2 3 4 5 6; do python3 -m orders.report; sleep 20; done
) &
reports=$!
psql -X -q -U postgres -h /run/postgresql orders >/var/log/pg_stat_activity.txt 2>&1 <<'SQL' &
SET log_min_duration_statement = -1;
DO $$ BEGIN
    FOR i IN 1..700 LOOP
        PERFORM pg_stat_clear_snapshot();
        EXIT WHEN (SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND usename = 'orders') >= 70;
        PERFORM pg_sleep(0.1);
    END LOOP;
END $$;
SELECT usename, client_addr, state, count(*) FROM pg_stat_activity WHERE usename IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 4 DESC;
SELECT pid, state, wait_event_type, left(query, 170) AS query FROM pg_stat_activity WHERE usename = 'orders' ORDER BY state, query_start LIMIT 25;
SQL
snapshot=$!
python3 /mnt/traffic.py 20 31 14
wait $snapshot
kill $first $second $reports $stub
sleep 1
nginx -c /srv/nginx/nginx.conf -s stop 2>/dev/null
$bin/pg_ctl -D $data -w -m fast stop >/dev/null
