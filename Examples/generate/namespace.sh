#!/usr/bin/env bash
# Inside the namespaces, as their root: addresses, folders, names. Then on as an ordinary user.
set -euo pipefail
work=$1
hostname shop-node
mount -t proc proc /proc
ip link set lo up
for address in 10.20.0.5 10.20.2.10 10.20.3.1 10.20.3.11 10.20.3.12 10.20.5.20; do ip address add $address/32 dev lo; done
# connections to the database come from the node, as they would through its NAT
ip route change local 10.20.5.20 dev lo table local src 10.20.3.1
sysctl -qw net.ipv4.ip_unprivileged_port_start=1024
printf '127.0.0.1 localhost\n10.20.5.20 db-1.shop.internal\n10.20.3.1 payments-gw.shop.internal\n' >"$work/hosts"
printf 'root:x:0:0::/:/bin/sh\npostgres:x:104:104::/var/lib/postgresql:/bin/sh\n' >"$work/passwd"
mount --bind "$work/hosts" /etc/hosts
mount --bind "$work/passwd" /etc/passwd
mount --bind "$work/srv" /srv
mount --bind "$work/generate" /mnt
mount --bind "$work/pg" /var/lib/postgresql
mount --bind "$work/nginx" /var/lib/nginx
mount --bind "$work/log" /var/log
mount --bind "$work/run" /run
mkdir -p /run/postgresql /var/log/nginx /var/log/postgresql
cd /srv
exec env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin LANG=C.UTF-8 TZ=UTC PYTHONPATH=/srv/site:/srv/orders PYTHONDONTWRITEBYTECODE=1 \
    unshare --user --map-user=104 --map-group=104 bash /mnt/outage.sh
