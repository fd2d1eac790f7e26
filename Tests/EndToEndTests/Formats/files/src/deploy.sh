#!/usr/bin/env bash
set -euo pipefail
DB_PASSWORD="⟪wild|dq⟫"
export API_TOKEN='⟪wild|sq⟫'
readonly SECRET=⟪tok⟫
TOKEN=$(vault read -field=token secret/ci)
if [ "$1" = prod ]; then password=⟪pw⟫; fi
curl -fsS -X POST -H "Authorization: Bearer ${API_TOKEN}" -d '{"password":"⟪pw⟫","user":"ci"}' https://api.internal/login
PGPASSWORD=⟪pw⟫ psql -h db-1.internal -U orders <<SQL
ALTER USER orders WITH PASSWORD '⟪pw⟫';
SQL
cat > /etc/orders.conf <<EOF2
db_password=⟪pw⟫
db_host=db-1.internal
EOF2
mysql -uroot -p"⟪pw⟫" -e 'show processlist'
echo "done: password is ${#DB_PASSWORD} characters"
