#!/bin/sh
# The console in a real terminal multiplexer, before a release: tests/release/console.sh [path of gongbao]
#
# Needs tmux and the database of `cargo xtask demo --headless`. Waits for text and never sleeps for a guess.
set -eu

gongbao=${1:-target/debug/gongbao}
database=${GONGBAO_DATABASE_URL:-sqlite:target/demo/gongbao.db}
today=${TODAY:-2025-12-20}
socket=none
patience=100

fail() {
    echo "failed: $1" >&2
    tmux -L "$socket" capture-pane -p >&2 || true
    exit 1
}

# Waits until the screen holds a text, at most ten seconds.
wait_for() {
    tries=0
    until tmux -L "$socket" capture-pane -p | grep -qF -- "$1"; do
        tries=$((tries + 1))
        [ "$tries" -lt "$patience" ] || fail "\`$1\` did not appear"
        # A tenth of a second between two looks.
        tmux -L "$socket" run-shell -d 0.1 true 2>/dev/null || sleep 0.1
    done
}

keys() {
    tmux -L "$socket" send-keys "$@"
}

trap 'tmux -L "$socket" kill-server 2>/dev/null || true' EXIT

for size in 120x40 80x24; do
    for lang in zh en; do
        columns=${size%x*}
        rows=${size#*x}
        case $lang in
        zh) home=工保 claims=申报审核 help=帮助 leave=退出控制台 ;;
        en) home=Gongbao claims=Claims help=Help leave='Leave the console' ;;
        esac
        # A server that was told to end may still be there: each look has its own.
        socket=gongbao-release-$$-$size-$lang
        tmux -L "$socket" -f /dev/null new-session -d -x "$columns" -y "$rows" sh
        tmux -L "$socket" set-option -s escape-time 10
        keys "clear; '$gongbao' --database '$database' --operator 审核员 --today '$today' --lang $lang console; echo back-at-the-shell" Enter
        wait_for "+- $home -"
        # tmux answers the questions of the start, so the status line tells how far away it is.
        wait_for 'ms'
        keys gc
        wait_for "+- $claims -"
        wait_for ' 1/'
        keys Down Down Down NPage End Home
        wait_for '1/'
        keys '?'
        wait_for "+- $help -"
        keys Escape
        wait_for "+- $claims -"
        # Every line of the frame is as wide as the terminal.
        broken=$(tmux -L "$socket" capture-pane -p | head -n $((rows - 2)) | grep -cvE '^[+|].*[+|]$' || true)
        [ "$broken" -eq 0 ] || fail "the frame is broken in $broken lines"
        keys q
        wait_for "$leave"
        # Keys are dropped for a moment after a dialog has opened, and Enter for one after the focus reached the button.
        tries=0
        until ! tmux -L "$socket" capture-pane -p | grep -qF -- "$leave"; do
            tries=$((tries + 1))
            [ "$tries" -lt "$patience" ] || fail 'the console does not leave'
            keys Tab
            sleep 0.4
            keys Enter
            sleep 0.4
        done
        wait_for 'back-at-the-shell'
        left=$(tmux -L "$socket" capture-pane -p | grep -cF '+-' || true)
        [ "$left" -eq 0 ] || fail 'something of the console was left'
        tmux -L "$socket" kill-server
        echo "$size $lang: as expected"
    done
done
