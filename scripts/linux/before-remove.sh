#!/bin/sh
# Before the package's files go: every user whose programs were pointed at Evenkeel gets their configuration back, and the
# entry goes that would start Evenkeel at login. Nothing here can fail or hold up a removal.
# No percent sign may stand in this file: rpmbuild would take it for a macro of its own.

# deb says "remove", rpm the number of versions that stay. Anything else is an update, which changes nothing here.
case "${1:-}" in
  remove | 0) ;;
  *) exit 0 ;;
esac

program=/opt/Evenkeel/evenkeel
[ -x "$program" ] || exit 0

# SECURITY: what lies in a home folder is its user's to say, so it is looked at, and the program run, as that user alone,
# with nothing of root's surroundings, and for so long and no longer. Not in root's session, either: into its terminal one
# of theirs could type.
apart=
command -v setsid >/dev/null 2>&1 && apart='setsid -w'
as_user() {
  user=$1 home=$2
  shift 2
  if command -v runuser >/dev/null 2>&1; then
    $apart timeout -k 5 60 runuser -u "$user" -- env -i HOME="$home" USER="$user" PATH=/usr/bin:/bin "$@" </dev/null
  else
    $apart timeout -k 5 60 setpriv --reuid "$user" --regid "$(id -g "$user")" --init-groups \
      env -i HOME="$home" USER="$user" PATH=/usr/bin:/bin "$@" </dev/null
  fi
}

# Also takes away the entry that starts Evenkeel at login. Succeeds where there is something to give back.
look='
  entry="$HOME/.config/autostart/evenkeel.desktop"
  if test -f "$entry" && grep -q "^Exec=\"/opt/Evenkeel/evenkeel\"" "$entry"; then rm -f "$entry"; fi
  grep -q "\"path\"" "$HOME/.local/share/evenkeel/clients/ledger.json" ||
    { test -f "$HOME/.codex/config.toml" && grep -q "^# >>> evenkeel" "$HOME/.codex/config.toml"; }
'

# SECURITY: what the program says goes by way of a file: of root's own output it could steer the terminal behind it, and
# hold it open. Of what it says, no more than is read by anybody, and nothing that a terminal obeys.
said=$(mktemp) || exit 0
trap 'rm -f "$said"' EXIT

{ timeout -k 5 60 getent passwd 2>/dev/null || cat /etc/passwd; } | while IFS=: read -r user _ uid _ _ home _; do
  case "$uid" in '' | *[!0-9]*) continue ;; esac
  # People, and root: services have no programs to set up.
  [ "$uid" -eq 0 ] || [ "$uid" -ge 1000 ] || continue
  [ -n "$home" ] && [ -d "$home" ] || continue
  as_user "$user" "$home" sh -c "$look" >/dev/null 2>&1 || continue
  echo "Evenkeel: giving the programs of $user their own configuration back."
  # No renderer is started, and where there are no user namespaces Chromium would not come as far as our command.
  restored=yes
  as_user "$user" "$home" "$program" --no-sandbox setup --restore >"$said" 2>/dev/null || restored=
  head -c 8192 "$said" | LC_ALL=C tr -d '\000-\010\013-\037\177'
  [ -n "$restored" ] ||
    echo "Evenkeel: not all of it came back. $user can finish it with: sh $home/.local/share/evenkeel/clients/restore.sh"
done
exit 0
