#!/usr/bin/env bash
# Plays the kubelet for one pod: starts the service, probes it, kills it when it doesn't answer, starts it again.
#   kubelet.sh POD ADDRESS
set -u
export ORDERS_POD=$1 ORDERS_LISTEN=$2:8000
start() {
    (cd /srv/orders && exec setsid python3 -m gunicorn --config gunicorn.conf.py orders.app:application >/dev/null 2>&1) &
    service=$!
    failed=0
}
finish() {
    kill -KILL -- "-$service" 2>/dev/null
    exit 0
}
trap finish TERM
start
sleep 4
while :; do
    if curl -fs -m 1 --interface "$2" "http://$2:8000/healthz" >/dev/null; then failed=0; else failed=$((failed + 1)); fi
    if [ "$failed" -ge 2 ]; then
        kill -TERM -- "-$service" 2>/dev/null
        sleep 2
        kill -KILL -- "-$service" 2>/dev/null
        sleep 3
        start
        sleep 4
    fi
    sleep 2
done
