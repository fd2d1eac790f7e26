#!/usr/bin/env bash
# orders-fix
# Runs the plan orders-fix without handoff: checks the signature, the approvals and
# the window, asks before each step, keeps a log, knows the way back.
# README.txt says how to verify this file before you run it.
#
#   ./run-by-hand.sh --allowed-signers FILE [--log DIR] [--rollback] [--check]
#
# The log holds what the commands print, NOT redacted: keep it to yourself.
set -u
umask 077
LC_ALL=C
export LC_ALL

plan_id='orders-fix'
plan_client='acme'
plan_author='a@support.example'
expires='2030-01-01T00:00:00Z'
window_start='2026-11-21T08:00:00Z'
window_end='2026-11-21T10:00:00Z'
last_start='2026-11-21T10:00:00Z'

say() { printf '%s\n' "$*"; }
now() { date -u +%Y-%m-%dT%H:%M:%SZ; }
# Without a log folder yet there is nothing to write to.
note() { if [ -n "$log" ] && [ -d "$log" ]; then printf '%s %s\n' "$(now)" "$*" >> "$log/log.txt"; fi; }
stop() { say "stopped: $*" >&2; note "stopped: $*"; exit "${stop_code:-2}"; }
refuse() { stop_code=3; stop "$@"; }

# $1: what is asked. Only y or yes is a yes; the end of the input is a no.
confirm() {
  local answer=''
  printf '%s [y/N] ' "$1"
  read -r answer || answer=''
  note "asked: $1 answer: $answer"
  case $answer in y|Y|yes|Yes) return 0 ;; *) return 1 ;; esac
}

# $1: what must be typed.
confirm_typed() {
  local answer=''
  printf 'Type %s to go on: ' "$1"
  read -r answer || answer=''
  note "asked to type $1"
  [ "$answer" = "$1" ]
}

# $1: variable, $2: secret or shown, $3: name, $4: description.
ask_value() {
  local value=''
  printf 'Value of %s (%s): ' "$3" "$4"
  if [ "$2" = secret ]; then
    read -r -s value || value=''
    printf '\n'
  else
    read -r value || value=''
  fi
  [ -n "$value" ] || stop "there is no value for $3"
  printf -v "$1" '%s' "$value"
}

sha256_check() {
  if command -v sha256sum > /dev/null 2>&1; then sha256sum -c --quiet SHA256SUMS
  else shasum -a 256 -c SHA256SUMS > /dev/null; fi
}

sha256_of() {
  if command -v sha256sum > /dev/null 2>&1; then sha256sum < "$1" | cut -c 1-64
  else shasum -a 256 < "$1" | cut -c 1-64; fi
}

# $1: signature, $2: signed file, $3: namespace. Prints the signer.
signer_of() {
  local who=''
  who=$(ssh-keygen -Y find-principals -s "$1" -f "$signers" 2> /dev/null | head -n 1)
  [ -n "$who" ] || return 1
  ssh-keygen -Y verify -f "$signers" -I "$who" -n "$3" -s "$1" < "$2" > /dev/null 2>&1 || return 1
  printf '%s\n' "$who"
}

check_bundle() {
  local file='' known=''
  cd "$bundle" || refuse 'the bundle folder is gone'
  [ -f SHA256SUMS ] && [ -f SHA256SUMS.sig ] || refuse 'SHA256SUMS or its signature is missing'
  author=$(signer_of SHA256SUMS.sig SHA256SUMS handoff-bundle) \
    || refuse 'the signature is not one of your allowed signers'
  if [ -n "$plan_author" ] \
    && ! ssh-keygen -Y verify -f "$signers" -I "$plan_author" -n handoff-bundle \
      -s SHA256SUMS.sig < SHA256SUMS > /dev/null 2>&1; then
    # Of a name that the list doesn't know, the signer counts as the author.
    if ssh-keygen -Y match-principals -f "$signers" -I "$plan_author" > /dev/null 2>&1; then
      refuse "the plan names $plan_author as its author, but $author signed it"
    fi
    say "The plan names $plan_author as its author, whom no allowed signer is; $author signed it."
  fi
  sha256_check || refuse 'a file is not what SHA256SUMS says'
  known=$(cut -c 67- SHA256SUMS)
  while IFS= read -r file; do
    file=${file#./}
    case $file in SHA256SUMS|SHA256SUMS.sig|approvals/*) continue ;; esac
    printf '%s\n' "$known" | grep -F -x -q -- "$file" || refuse "the file $file is not listed"
  done <<HANDOFF_LIST
$(find . -type f)
HANDOFF_LIST
  [ -z "$(find . ! -type f ! -type d)" ] || refuse 'the bundle holds a link or device'
  cd "$start" || refuse 'the starting folder is gone'
  say "signed by $author"
}

# $1: name, $2: a JSON object without blanks. Prints the text; nothing for null.
field() { printf '%s' "$2" | sed -n 's/.*"'"$1"'":"\([^"\\]*\)".*/\1/p'; }

decode64() { if printf 'aGk=' | base64 -d > /dev/null 2>&1; then base64 -d; else base64 -D; fi; }

# $1: a signature. Prints the first 16 hex of its key's SHA-256, as in an approval's name.
key_of() {
  local sizes=''
  sizes=$(sed '/^-/d' "$1" | decode64 2> /dev/null | od -An -tu1 -j 10 -N 4)
  # shellcheck disable=SC2086
  set -- "$1" $sizes
  [ $# -eq 5 ] || return 1
  sed '/^-/d' "$1" | decode64 | tail -c +15 \
    | head -c "$((($2 * 256 + $3) * 65536 + $4 * 256 + $5))" | sha256_of /dev/stdin | cut -c 1-16
}

# $1: an approval's file. Sets who, role, decision and flat; refuses what is not what it says.
read_approval() {
  local until=''
  flat=$(tr -d ' \n\t' < "$1")
  who=$(field principal "$flat")
  role=$(field role "$flat")
  decision=$(field decision "$flat")
  until=$(field expires "$flat")
  [ -n "$who" ] && [ -n "$role" ] || refuse "$1 is no approval"
  ssh-keygen -Y verify -f "$signers" -I "$who" -n handoff-approval -s "$1.sig" < "$1" > /dev/null 2>&1 \
    || refuse "the approval of $role is not signed by $who"
  [ "$(basename "$1")" = "$role-$(key_of "$1.sig").json" ] \
    || refuse "the name of an approval of $role is not that of its role and key"
  [ "$(field sums "$flat")" = "$(sha256_of "$bundle/SHA256SUMS")" ] \
    && [ "$(field bundleId "$flat")" = "$(field id "$(tr -d ' \n\t' < "$bundle/bundle.json")")" ] \
    || refuse "an approval of $role is for another bundle"
  if [ "$decision" = withdrawn ]; then refuse "$who has withdrawn the approval"; fi
  if [ -n "$until" ] && [[ ! "$(now)" < "$until" ]]; then decision=expired; fi
  if [ "$(signer_of "$1.sig" "$1" handoff-approval)" = "$author" ]; then who=$author; fi
}

# $1: role, $2: how many. The author never counts.
need_approvals() {
  local count=0 seen=' ' file='' who='' role='' decision='' flat=''
  for file in "$bundle"/approvals/*.json; do
    [ -f "$file" ] && [ -f "$file.sig" ] || continue
    read_approval "$file"
    [ "$decision" = approved ] && [ "$role" = "$1" ] && [ "$who" != "$author" ] || continue
    case $seen in *" $who "*) continue ;; esac
    seen="$seen$who "
    count=$((count + 1))
  done
  [ "$count" -ge "$2" ] || refuse "$2 approval(s) of the role $1 are needed, $count found"
}

# $1: an exception from the policy: somebody besides the author must have signed it.
need_waiver() {
  local file='' who='' role='' decision='' flat='' list=''
  for file in "$bundle"/approvals/*.json; do
    [ -f "$file" ] && [ -f "$file.sig" ] || continue
    read_approval "$file"
    [ "$decision" = approved ] && [ "$who" != "$author" ] || continue
    list=$(printf '%s' "$flat" | sed -n 's/.*"waivers":\[\([^]]*\)\].*/\1/p')
    case ",$list," in *",\"$1\","*) return 0 ;; esac
  done
  refuse "no approver has countersigned the exception $1"
}

# UTC times in one format compare as texts.
check_time() {
  local time=''
  time=$(now)
  if [ -n "$expires" ] && [[ ! "$time" < "$expires" ]]; then refuse "the plan expired at $expires"; fi
  [ "$1" = start ] || return 0
  if [ -n "$window_start" ] && [[ "$time" < "$window_start" ]]; then refuse "the window opens at $window_start"; fi
  if [ -n "$window_end" ] && [[ ! "$time" < "$window_end" ]]; then refuse "the window closed at $window_end"; fi
  if [ -n "$last_start" ] && [[ "$time" > "$last_start" ]]; then refuse "no step starts after $last_start"; fi
  return 0
}

# $1: name, $2: seconds, $3: accepted exit codes, $4: function.
run_limited() {
  local code=0 pid='' guard='' ok=''
  out="$log/$1.out"
  err="$log/$1.err"
  set -m
  ( "$4" ) < /dev/null > "$out" 2> "$err" &
  pid=$!
  ( sleep "$2"; kill -TERM -- "-$pid" 2> /dev/null; sleep 5; kill -KILL -- "-$pid" 2> /dev/null ) \
    > /dev/null 2>&1 &
  guard=$!
  set +m
  wait "$pid"
  code=$?
  kill -TERM -- "-$guard" 2> /dev/null
  wait "$guard" 2> /dev/null
  sed 's/^/    /' < "$out"
  sed 's/^/    /' < "$err" >&2
  note "$1: exit $code"
  for ok in $3; do [ "$code" = "$ok" ] && return 0; done
  say "$1: exit $code, expected $3" >&2
  return 1
}

stream() { if [ "$1" = out ]; then printf '%s' "$out"; else printf '%s' "$err"; fi; }
output_contains() { grep -F -q -- "$2" "$(stream "$1")" || { say "expected in the output: $2" >&2; return 1; }; }
output_excludes() { ! grep -F -q -- "$2" "$(stream "$1")" || { say "not expected in the output: $2" >&2; return 1; }; }
output_matches() { grep -E -q -- "$2" "$(stream "$1")" || { say "expected in the output: $2" >&2; return 1; }; }
output_equals() { [ "$(cat "$(stream "$1")")" = "$2" ] || { say "expected as output: $2" >&2; return 1; }; }

# $1: seconds, $2: function.
verify_within() {
  local end=$((SECONDS + $1))
  while :; do
    "$2" && return 0
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 1
  done
}

# $1: patch, $2: work tree.
apply_patch() {
  [ -d "$2" ] || { say "$2 is no folder" >&2; return 1; }
  ( cd "$2" && git apply --check "$bundle/$1" && git apply "$bundle/$1" ) || return 1
  note "applied $1"
}

# $1: step. Asks where its pull request was merged, until it can be so; an empty answer ends it.
ask_merge() {
  local url='' commit=''
  while :; do
    printf 'URL of the pull request: '
    read -r url && [ -n "$url" ] || return 1
    printf '%s\n' "$url" | grep -E -x -q "https://[^][:space:]/:@\"'<>][^[:space:]@\"'<>]*" && break
    say 'It begins with https:// and has no blanks.' >&2
  done
  while :; do
    printf 'Merge commit: '
    read -r commit && [ -n "$commit" ] || return 1
    printf '%s\n' "$commit" | grep -E -x -q '[0-9a-fA-F]{40}|[0-9a-fA-F]{64}' && break
    say 'It has 40 hex digits.' >&2
  done
  note "$1: merged by $url, merge commit $commit"
}

check_one() {
  say "check: $1"
  "$2" || refuse "does not hold: $1"
}

is_done() { [ -f "$log/done" ] && grep -F -x -q -- "$1" "$log/done"; }

# $1 number, $2 of, $3 id, $4 function, $5 gate, $6 on failure, $7 precheck, $8 done, $9 needs.
one_step() {
  local need='' answer=''
  if is_done "$3"; then say "[$1/$2] $3: done before"; return 0; fi
  for need in $9; do
    is_done "$need" || { say "[$1/$2] $3: needs $need, which is not done"; failed_step "$3" "$6"; return 0; }
  done
  check_time start
  say ''
  say "[$1/$2] $3"
  "show_$4"
  if [ "$8" != none ] && "$8" > /dev/null 2>&1; then
    say "$3: already done"
    note "$3: already done"
    return 0
  fi
  if [ "$7" != none ] && ! "$7"; then
    say "$3: its precheck failed, nothing was run"
    failed_step "$3" "$6"
    return 0
  fi
  if [ "$5" = typed ]; then
    confirm_typed "$3" || stop "$3 was not confirmed; call again to go on"
  else
    confirm "Run $3?" || stop "$3 was not confirmed; call again to go on"
  fi
  note "$3: start"
  if "step_$4"; then
    note "$3: done"
    printf '%s\n' "$3" >> "$log/done"
    say "$3: done"
  else
    note "$3: FAILED"
    say "$3: FAILED" >&2
    failed_step "$3" "$6"
  fi
}

failed_step() {
  case $2 in
    continue) return 0 ;;
    rollback) say 'The plan says: roll back.'; roll_back; stop "$1 failed and the change was rolled back" ;;
  esac
  if confirm 'Roll back what was done?'; then
    roll_back
    stop "$1 failed and the change was rolled back"
  fi
  stop "$1 failed; --rollback takes back what was done"
}

undo_step() {
  is_done "$1" || return 0
  say "taking back: $1"
  if "$2"; then
    note "$1: taken back"
    grep -F -x -v -- "$1" "$log/done" > "$log/done.new"
    mv -f "$log/done.new" "$log/done"
  else
    note "$1: NOT taken back"
    stop "$1 could not be taken back: see ROLLBACK.md"
  fi
}

undo_nothing() {
  is_done "$1" || return 0
  say "$1 has no way back: $2"
  note "$1: no way back"
}

roll_back() {
  note 'rollback: start'
  roll_back_steps
  note 'rollback: done'
  say 'rolled back'
}

read_parameters() {
  handoff_p_greeting='it'\''s'
  ask_value handoff_p_password secret 'password' 'the value of REDACTED_x-token_0011223344556677'
  :
}

backup_verify_command() {
  'test' '-f' 'dump'
}

backup_verify() {
  run_limited 'backup_verify' 5 '0' backup_verify_command || return 1
}

pre_reachable_command() {
  'true'
}

pre_reachable() {
  run_limited 'pre_reachable' 5 '0' pre_reachable_command || return 1
}

check_approvals() {
  need_approvals 'service-owner' 1
  :
}

check_preconditions() {
  check_one 'The host answers' pre_reachable
  check_one 'the backup is there and good' backup_verify
  :
}

step_deploy() {
  apply_patch 'patches/fix.patch' 'app' || return 1
}

show_deploy() {
  cat <<'HANDOFF_TEXT'
Apply the fix
    git apply patches/fix.patch
  rollback: git apply patches/fix.reverse.patch
HANDOFF_TEXT
}

precheck_greet_command() {
  'test' '-d' 'app'
}

precheck_greet() {
  run_limited 'precheck_greet' 5 '0' precheck_greet_command || return 1
}

step_greet_verify_command() {
  'test' '-f' 'app/greeting'
}

step_greet_verify() {
  run_limited 'step_greet_verify' 5 '0' step_greet_verify_command || return 1
}

step_greet_command() {
  export GREETING="$handoff_p_greeting"
  export PASSWORD="$handoff_p_password"
  bash "$bundle"/'scripts/greet.sh'
}

step_greet() {
  run_limited 'step_greet' 30 '0' step_greet_command || return 1
  verify_within 10 step_greet_verify || return 1
}

show_greet() {
  cat <<'HANDOFF_TEXT'
Write `the` greeting
Why: *because*.
    GREETING={{ greeting }}
    PASSWORD={{ password }}
    printf '%s\n' "$GREETING" > app/greeting
  expected: exit 0
  expected: then within 10 s: test -f app/greeting
  rollback: rm -f app/greeting
HANDOFF_TEXT
}

step_tell() {
  confirm 'Do it now. Is it done?'
}

show_tell() {
  cat <<'HANDOFF_TEXT'
Tell the team
Call them.
  rollback: nothing to take back
HANDOFF_TEXT
}

run_steps() {
  one_step 1 3 'deploy' deploy plain rollback none none ''
  one_step 2 3 'greet' greet typed rollback precheck_greet none 'deploy'
  one_step 3 3 'tell' tell plain stop none none ''
}

undo_tell() {
  confirm 'Take it back by hand. Is it done?'
}

undo_greet_command() {
  'rm' '-f' 'app/greeting'
}

undo_greet() {
  run_limited 'undo_greet' 5 '0' undo_greet_command || return 1
}

undo_deploy() {
  apply_patch 'patches/fix.reverse.patch' 'app'
}

roll_back_steps() {
  undo_step 'tell' undo_tell
  undo_step 'greet' undo_greet
  undo_step 'deploy' undo_deploy
  :
}

usage() {
  say 'usage: run-by-hand.sh --allowed-signers FILE [--log DIR] [--rollback] [--check]' >&2
  exit 64
}

log=''
signers=''
mode=run
out=/dev/null
err=/dev/null
author=''
start=$PWD
bundle=$(cd "$(dirname "$0")" && pwd -P) || exit 1
while [ $# -gt 0 ]; do
  case $1 in
    --allowed-signers) [ $# -gt 1 ] || usage; signers=$2; shift 2 ;;
    --log) [ $# -gt 1 ] || usage; log=$2; shift 2 ;;
    --rollback) mode=rollback; shift ;;
    --check) mode=check; shift ;;
    *) usage ;;
  esac
done
[ -n "$signers" ] || usage
[ -f "$signers" ] || { say "there is no file $signers" >&2; exit 1; }
case $signers in /*) ;; *) signers=$start/$signers ;; esac
case $(cd "$(dirname "$signers")" && pwd -P)/ in
  "$bundle"/*) say 'the allowed signers never come from a bundle: keep them outside of its folder' >&2; exit 3 ;;
esac
say "plan $plan_id for ${plan_client:-nobody named}"
check_bundle
if [ "$mode" = rollback ]; then check_time anytime; else check_time start; check_approvals; fi
if [ "$mode" = check ]; then say 'everything that can be checked without running holds'; exit 0; fi
log=${log:-$start/by-hand-$plan_id}
case $log in /*) ;; *) log=$start/$log ;; esac
mkdir -p "$log" || exit 1
case $(cd "$log" && pwd -P)/ in "$bundle"/*) say 'the log goes outside the bundle' >&2; exit 1 ;; esac
mkdir "$log/lock" 2> /dev/null || { say "another run uses $log (or remove $log/lock)" >&2; exit 1; }
trap 'rmdir "$log/lock" 2> /dev/null' EXIT
trap 'stop_code=130; stop "interrupted"' INT TERM HUP
printf 'This log is NOT redacted.\n' > "$log/UNREDACTED.txt"
note "$mode of $plan_id, signed by $author, run by $(id -un)"
read_parameters
if [ "$mode" = rollback ]; then
  confirm 'Roll back what was done?' || stop 'not confirmed'
  roll_back
  exit 0
fi
check_preconditions
run_steps
note 'all steps done'
say ''
say "all steps done; the log is in $log"
