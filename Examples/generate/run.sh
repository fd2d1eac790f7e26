#!/usr/bin/env bash
# Makes Examples/orders-outage again: runs nginx, PostgreSQL 15 and the service in namespaces of their own (own network,
# own /etc/hosts, own /var/lib), lets the outage happen, and collects what the servers wrote.
#
# Needs Debian 12 with nginx-light, postgresql-15, python3, curl, iproute2 and pip; no root.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
site=${ORDERS_SITE:-}
if [ -z "$site" ]; then
    site=$work/site
    python3 -m pip install -q --target "$site" -r "$here/service/requirements.txt"
fi
mkdir -p "$work"/{pg,run,nginx,log,srv/{nginx,orders/config,site},generate}
cp "$here"/*.* "$work/generate/"
cp -r "$here/client-files" "$work/generate/"
cp -r "$here"/service/* "$work/srv/orders/"
cp -r "$site"/. "$work/srv/site/"
unshare --user --map-root-user --net --mount --uts --pid --fork "$here/namespace.sh" "$work"
python3 "$here/collect.py" "$work/log" "$here/.."
python3 "$here/check.py"
