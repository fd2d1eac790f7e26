"""Databases, caches, proxies, name servers, git and cron files, all real, on loopback."""

from rehearse import case

HOST = {"host": "localhost"}

SHOP = """
psql -X -q -v ON_ERROR_STOP=1 -d shop -c "CREATE TABLE orders (id bigint PRIMARY KEY, customer_id int, created_at timestamptz)" \\
  -c "INSERT INTO orders SELECT n, n % 100, now() FROM generate_series(1, 5000) AS n"
"""
index = "psql -X -A -t -d shop -c \"SELECT count(*) FROM pg_indexes WHERE indexname = 'by_customer'\""
case("postgresql/create-index", servers=["postgres"], settings=HOST | {"index": "by_customer"}, before=SHOP,
     after=f'test "$({index})" = 1', undone=f'test "$({index})" = 0')
column = "psql -X -A -t -d shop -c \"SELECT count(*) FROM information_schema.columns WHERE column_name = 'delivered_at'\""
case("postgresql/add-column", servers=["postgres"], settings=HOST | {"backups": "@folder.txt"},
     before=SHOP + "mkdir ../backups && pg_dump -Fc -d shop -f ../backups/shop.dump\n"
                   "printf %s \"$(cd ../backups && pwd)\" > ../folder.txt",
     after=f'test "$({column})" = 1', undone=f'test "$({column})" = 1')
shown = 'psql -X -A -t -d postgres -c "SHOW log_min_duration_statement"'
case("postgresql/parameter", servers=["postgres"], settings=HOST,
     before="psql -X -q -d postgres -c 'ALTER SYSTEM RESET log_min_duration_statement' -c 'SELECT pg_reload_conf()'",
     after=f'test "$({shown})" = 250ms', undone=f'sleep 1; test "$({shown})" = -1')
scratch = "psql -X -A -t -d postgres -c \"SELECT count(*) FROM pg_database WHERE datname = 'restore_test_shop'\""
case("postgresql/restore-test", servers=["postgres"], settings=HOST | {"dump": "@dump.txt"},
     before=SHOP + 'pg_dump -Fc -d shop -f ../shop.dump\nprintf %s "$(cd .. && pwd)/shop.dump" > ../dump.txt',
     after=f'test "$({scratch})" = 0')
case("postgresql/failover-readiness", servers=["postgres"], settings=HOST | {
        "primary": "127.0.0.1", "standby": "127.0.0.1"})
case("postgresql/read-only-diagnosis", servers=["postgres"], settings=HOST | {"database": "shop"}, before=SHOP)

TABLE = """
mysql shop -e "CREATE TABLE orders (id bigint PRIMARY KEY, customer_id int, created_at datetime) ENGINE=InnoDB;
  INSERT INTO orders SELECT seq, seq % 100, now() FROM seq_1_to_5000"
"""
ignored = ("mysql -N -B -e \"SELECT max(ignored) FROM information_schema.statistics WHERE table_schema = 'shop' "
           "AND index_name = 'by_customer'\"")
case("mysql/add-index", servers=["mariadb"], settings=HOST | {"index": "by_customer", "hidden": "IGNORED"},
     before=TABLE, after=f'test "$({ignored})" = NO', undone=f'test "$({ignored})" = YES')
case("mysql/read-only-diagnosis", servers=["mariadb"], settings=HOST, before=TABLE)

case("redis/cache-flush", servers=["redis"], settings=HOST | {"server": "127.0.0.1", "port": "@port.txt"},
     before="""
printf %s "$REDIS_PORT" > ../port.txt
for n in $(seq 40); do redis-cli -p "$REDIS_PORT" set "catalog:product:$n" old > /dev/null; done
redis-cli -p "$REDIS_PORT" set "catalog:price:1" stays > /dev/null
""",
     after="""
test "$(redis-cli -p "$REDIS_PORT" dbsize)" = 1
test "$(redis-cli -p "$REDIS_PORT" get catalog:price:1)" = stays
""")

# Two answers behind a proxy, all played by one nginx in a folder of its own.
PROXY = """
mkdir -p ../nginx/tls && cd ../nginx && here=$PWD
write() {
  cat > nginx.conf <<END
pid $here/pid; error_log $here/error.log; daemon on; worker_processes 1;
events { worker_connections 64; }
http {
  access_log off; client_body_temp_path $here/a; proxy_temp_path $here/b; fastcgi_temp_path $here/c;
  uwsgi_temp_path $here/d; scgi_temp_path $here/e;
  server { listen 127.0.0.1:$APP_PORT; location / { return 200 "one\\n"; } }
  server { listen 127.0.0.2:$APP_PORT; location / { return 200 "two\\n"; } }
  include $here/shop.conf;
}
END
}
write
printf %s "$here/nginx.conf" > ../conf.txt; printf %s "$here/shop.conf" > ../file.txt
printf %s "127.0.0.1:$APP_PORT" > ../one.txt; printf %s "127.0.0.2:$APP_PORT" > ../two.txt
printf %s "http://127.0.0.1:$PORT/health" > ../url.txt; printf %s "127.0.0.1:$TLS_PORT" > ../tls.txt
"""
STOP = "; nginx -s quit -c \"$(cat ../conf.txt)\""
case("nginx/proxy-upstream", servers=["nginx"], settings=HOST | {
        "conf": "@conf.txt", "file": "@file.txt", "old": "@one.txt", "new": "@two.txt", "url": "@url.txt"},
     before=PROXY + """
cat > shop.conf <<END
upstream shop {
  server 127.0.0.1:$APP_PORT;
}
server { listen 127.0.0.1:$PORT; location / { proxy_pass http://shop; } }
END
nginx -c "$here/nginx.conf"
""",
     after='test "$(curl -fsS "$(cat ../url.txt)")" = two',
     undone='sleep 1; test "$(curl -fsS "$(cat ../url.txt)")" = one' + STOP)
shown = ('openssl s_client -connect "$(cat ../tls.txt)" -servername shop.example < /dev/null 2> /dev/null '
         '| openssl x509 -noout -enddate')
CERTIFICATE = PROXY + """
for which in "shop 30" "new 90"; do
  set -- $which
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days "$2" -subj /CN=shop.example \\
    -addext subjectAltName=DNS:shop.example -keyout "tls/$1.key" -out "tls/$1.pem" 2> /dev/null
done
for which in chain:shop.pem key:shop.key newChain:new.pem newKey:new.key; do
  printf %s "$here/tls/${which#*:}" > "../${which%%:*}.txt"
done
openssl x509 -in tls/shop.pem -noout -enddate > ../old-end.txt; openssl x509 -in tls/new.pem -noout -enddate > ../new-end.txt
cat > shop.conf <<END
server {
  listen 127.0.0.1:$TLS_PORT ssl; server_name shop.example;
  ssl_certificate $here/tls/shop.pem; ssl_certificate_key $here/tls/shop.key; location / { return 200 "tls\\n"; }
}
END
nginx -c "$here/nginx.conf"
"""
case("tls/certificate-install", servers=["nginx"], settings=HOST | {
        "conf": "@conf.txt", "name": "shop.example", "address": "@tls.txt", "chain": "@chain.txt", "key": "@key.txt",
        "newChain": "@newChain.txt", "newKey": "@newKey.txt"},
     before=CERTIFICATE, after=f'test "$({shown})" = "$(cat ../new-end.txt)"',
     undone=f'sleep 1; test "$({shown})" = "$(cat ../old-end.txt)"' + STOP)
case("tls/expiry-diagnosis", servers=["nginx"], settings={"name": "shop.example", "address": "@tls.txt"},
     before=CERTIFICATE, after="true" + STOP)

address = 'dig @127.0.0.1 -p "$DNS_PORT" +short www.shop.example A'
case("dns/record-update", servers=["bind"], settings=HOST | {
        "server": "127.0.0.1", "port": "@port.txt", "key": "@key.txt"},
     before='printf %s "$DNS_PORT" > ../port.txt; printf %s "$DNS_KEY" > ../key.txt',
     after=f'test "$({address})" = 192.0.2.20', undone=f'test "$({address})" = 192.0.2.10')

pushed = "git -C ../remote show --format= --name-only revert-T-1 | head -n 1"
case("git/revert-commit", tools=["git"], settings=HOST | {"directory": "@clone.txt", "commit": "@commit.txt"},
     before="""
cd .. && git init -q --bare -b main remote && git clone -q remote clone 2> /dev/null && cd clone
git config user.name A && git config user.email a@example.com
git switch -q -c main && echo one > app.conf && git add . && git commit -qm one
echo broken > app.conf && git commit -qam broken && git rev-parse HEAD | tr -d '\\n' > ../commit.txt
echo more > more.txt && git add . && git commit -qm more && git push -q origin main && printf %s "$PWD" > ../clone.txt
""",
     after='test "$(git -C ../remote show revert-T-1:app.conf)" = one\ntest "$(git -C ../remote show main:app.conf)" = broken',
     undone='git -C ../clone rev-parse -q --verify taken-back-T-1\n! git -C ../clone rev-parse -q --verify revert-T-1')

CRON = """
cat > ../settlement <<'END'
MAILTO=ops@example.com
# settles the day
15 2 * * * shop /usr/local/bin/settle --all
0 4 * * * shop /usr/local/bin/report
END
cp ../settlement ../original; printf %s "$(cd .. && pwd)/settlement" > ../file.txt
"""
case("cron/disable-entry", settings=HOST | {"file": "@file.txt"}, before=CRON,
     after="grep -qxF '# T-1: 15 2 * * * shop /usr/local/bin/settle --all' ../settlement\n"
           "grep -qxF '0 4 * * * shop /usr/local/bin/report' ../settlement",
     undone="cmp ../settlement ../original", again="unlink ../settlement.before-T-1",
     closed="grep -qxF '15 2 * * * shop /usr/local/bin/settle --all' ../settlement")

reads = ("psql -X -A -t -d shop -c \"SELECT has_table_privilege('support_reader', 'orders', 'SELECT')\"")
case("postgresql/temporary-reader", servers=["postgres"], settings=HOST | {"tables": "orders"},
     before=SHOP + 'psql -X -q -d shop -c "DROP ROLE IF EXISTS support_reader" -c "CREATE ROLE support_reader LOGIN"',
     after=f'test "$({reads})" = t', undone=f'test "$({reads})" = f\npsql -X -q -d shop -c "ALTER ROLE support_reader LOGIN"',
     closed=f'test "$({reads})" = f')
case("redis/read-only-diagnosis", servers=["redis"], settings=HOST | {"server": "127.0.0.1", "port": "@port.txt"},
     before='printf %s "$REDIS_PORT" > ../port.txt')
case("http/health-diagnosis", servers=["nginx"], settings={"url": "@url.txt", "times": "3"},
     before=PROXY + """
echo "server { listen 127.0.0.1:$PORT; location / { return 200; } }" > shop.conf
nginx -c "$here/nginx.conf"
""",
     after="grep -rq '^200 127.0.0.1 dns' ../run/outputs" + STOP)

TWINS = """
psql -X -q -d shop -c 'DROP ROLE IF EXISTS orders_a' -c 'DROP ROLE IF EXISTS orders_b' -c 'DROP ROLE IF EXISTS orders' \\
  -c 'CREATE ROLE orders' -c "CREATE ROLE orders_a LOGIN PASSWORD 'made-up-old-value-1' IN ROLE orders" \\
  -c 'CREATE ROLE orders_b NOLOGIN IN ROLE orders'
"""
logs_in = 'PGPASSWORD=%s psql -X -A -t -w -h 127.0.0.1 -U %s -d shop -c "SELECT 1" > /dev/null 2>&1'
new, old = logs_in % ("made-up-new-value-1", "orders_b"), logs_in % ("made-up-old-value-1", "orders_a")
case("postgresql/password-rotation", servers=["postgres"], answers={"new_value": "made-up-new-value-1"},
     settings=HOST | {"server": "127.0.0.1"}, before=TWINS + old,
     after=f"{new}\n{old} && false || true\ntest -z \"$(grep -rl made-up- ../run ../../postgres.log)\"",
     undone=f"{old}\n{new} && false || true",
     closed=f"{new}\npsql -X -q -d shop -c 'ALTER ROLE orders_a LOGIN'\n{old} && false || true")
recovers = 'psql -X -A -t -h 127.0.0.1 -p "$STANDBY_PORT" -d postgres -c "SELECT pg_is_in_recovery()"'
case("postgresql/promote-standby", servers=["postgres", "standby"], settings=HOST | {
        "standby": "127.0.0.1", "port": "@port.txt"},
     before=f'printf %s "$STANDBY_PORT" > ../port.txt\ntest "$({recovers})" = t', after=f'test "$({recovers})" = f')

column = ("mysql -N -B -e \"SELECT count(*) FROM information_schema.columns WHERE table_schema = 'shop' "
          "AND column_name = 'delivered_at'\"")
case("mysql/add-column", servers=["mariadb"], settings=HOST | {"backups": "@folder.txt"},
     before=TABLE + "mkdir ../backups && mysqldump -h \"$MYSQL_HOST\" -P \"$MYSQL_TCP_PORT\" shop > ../backups/shop.sql\nprintf %s \"$(cd ../backups && pwd)\" > ../folder.txt",
     after=f'test "$({column})" = 1', undone=f'test "$({column})" = 1')
most = 'mysql -N -B -e "SELECT @@GLOBAL.max_connections"'
case("mysql/parameter", servers=["mariadb"], settings=HOST, after=f'test "$({most})" = 300', undone=f'test "$({most})" = 151')
logs_in = 'MYSQL_PWD=%s mysql -h 127.0.0.1 -u %s -e "SELECT 1" > /dev/null 2>&1'
new, old = logs_in % ("made-up-new-value-12", "orders_b"), logs_in % ("made-up-old-value-12", "orders_a")
case("mysql/user-rotation", servers=["mariadb"], answers={"new_value": "made-up-new-value-12"},
     settings=HOST | {"server": "127.0.0.1", "from": "127.0.0.1"},
     before=TABLE + """
mysql -e "DROP USER IF EXISTS orders_a@127.0.0.1, orders_b@127.0.0.1;
  CREATE USER orders_a@127.0.0.1 IDENTIFIED BY 'made-up-old-value-12'; CREATE USER orders_b@127.0.0.1 ACCOUNT LOCK;
  GRANT SELECT, INSERT ON shop.* TO orders_a@127.0.0.1, orders_b@127.0.0.1"
""" + old,
     after=f"{new}\n{old} && false || true\ntest -z \"$(grep -rl made-up- ../run)\"", undone=f"{old}\n{new} && false || true")
logs_in = 'printf "AUTH orders %s\\n" | redis-cli -p "$REDIS_PORT" | grep -qx OK'
new, old = logs_in % "made-up-new-value-12", logs_in % "made-up-old-value-12"
case("redis/password-rotation", servers=["redis"],
     answers={"new_value": "made-up-new-value-12", "old_value": "made-up-old-value-12"},
     settings=HOST | {"server": "127.0.0.1", "port": "@port.txt"},
     before='printf %s "$REDIS_PORT" > ../port.txt\n'
            'redis-cli -p "$REDIS_PORT" ACL SETUSER orders reset on ">made-up-old-value-12" "~orders:*" +@read > /dev/null',
     after=f"{new}\n{old} && false || true\ntest -z \"$(grep -rl made-up- ../run)\"", undone=f"{old}\n{new} && false || true")

case("cron/user-crontab", servers=["crontab"], settings=HOST | {"user": "@user.txt", "copy": "@copy.txt"},
     before=r"""
id -un | tr -d '\n' > ../user.txt; printf %s "$(cd .. && pwd)/copy" > ../copy.txt
printf '%s\n' 'MAILTO=ops@example.com' '15 2 * * * /usr/local/bin/settle --all' '0 4 * * * /usr/local/bin/report' > ../original
crontab ../original
""",
     after="crontab -l | grep -qxF '# T-1: 15 2 * * * /usr/local/bin/settle --all'\n"
           "crontab -l | grep -qxF '0 4 * * * /usr/local/bin/report'",
     undone="crontab -l | cmp - ../original && unlink ../copy", closed="crontab -l | cmp - ../original")
case("linux/firewall-rule", servers=["nft"], settings=HOST,
     before="""
nft add table inet filter
nft add set inet filter partners '{ type ipv4_addr; }'
nft add chain inet filter input '{ type filter hook input priority 0; }'
nft add rule inet filter input ip saddr @partners tcp dport 443 accept
""",
     after="nft get element inet filter partners '{ 192.0.2.20 }' > /dev/null",
     undone="nft get element inet filter partners '{ 192.0.2.20 }' > /dev/null 2>&1 && false || true")

# systemd is played by a script, which starts and reloads a real nginx.
UNIT = 'export PATH="$UNITS:$PATH"\n'
served = 'curl -fsS "http://127.0.0.1:$PORT/"'
SITE = PROXY + UNIT + """
cat > shop.conf <<END
server { listen 127.0.0.1:$PORT; location / { return 200 "old\\n"; } }
END
printf %s "$here" > "$UNITS/folder"; nginx -c "$here/nginx.conf"
"""
status = 'curl -sS -o /dev/null -w "%{http_code}" "http://127.0.0.1:$PORT/moved"'
case("linux/config-change", servers=["nginx", "unit"], settings=HOST | {
        "file": "@file.txt", "test": "@test.txt", "service": "shop.service", "old": "location / {",
        "new": "location = /moved { return 204; } location / {"},
     before=SITE + 'printf %s "$UNITS/nginx-here" > ../test.txt', after=f'sleep 1; test "$({status})" = 204',
     undone=f'sleep 1; test "$({status})" = 200' + STOP)
case("git/deploy-commit", servers=["nginx", "unit"], tools=["git"], settings=HOST | {
        "directory": "@tree.txt", "commit": "@commit.txt", "previous": "@previous.txt", "service": "shop.service",
        "health": "@url.txt"},
     before=SITE + r"""
cd .. && git init -q --bare -b main remote && git clone -q remote work 2> /dev/null && cd work
git config user.name A && git config user.email a@example.com && git switch -q -c main
printf 'server { listen 127.0.0.1:%s; location / { return 200 "old\\n"; } }\n' "$PORT" > shop.conf
git add . && git commit -qm one && git push -q origin main && git rev-parse HEAD | tr -d '\n' > ../previous.txt
git clone -q ../remote ../tree && git -C ../tree switch -q --detach HEAD
sed -i 's/old/new/' shop.conf && git commit -qam two && git push -q origin main && git rev-parse HEAD | tr -d '\n' > ../commit.txt
cd .. && printf %s "$PWD/tree" > tree.txt && ln -sf "$PWD/tree/shop.conf" nginx/shop.conf
nginx -s reload -c "$(cat conf.txt)"
""",
     after=f'sleep 1; test "$({served})" = new', undone=f'sleep 1; test "$({served})" = old' + STOP)

case("dns/mail-records", servers=["bind"], settings={"domain": "shop.example"},
     before="""
printf -- '@127.0.0.1 -p %s\\n' "$DNS_PORT" > "$HOME/.digrc"
nsupdate -k "$DNS_KEY" <<END
server 127.0.0.1 $DNS_PORT
zone shop.example
update add mx.shop.example. 300 A 192.0.2.25
update add shop.example. 300 MX 10 mx.shop.example.
update add shop.example. 300 TXT "v=spf1 mx -all"
update add mail._domainkey.shop.example. 300 TXT "v=DKIM1; k=ed25519; p=MCowBQ"
update add _dmarc.shop.example. 300 TXT "v=DMARC1; p=reject"
update add _mta-sts.shop.example. 300 TXT "v=STSv1; id=1"
send
END
""",
     after="for text in 'mx.shop.example' 'v=spf1 mx -all' 'v=DKIM1' 'v=DMARC1; p=reject' 'v=STSv1'; do\n"
           "  grep -rqF \"$text\" ../run/outputs; done")
