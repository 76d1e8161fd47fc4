# The first day of a site. Every line that is not as it should be ends it.
port=$1
say() { printf '%s\n' "== $*"; }
# Says what was seen where it is not what was expected.
expect() { # expected, seen
    case $2 in *"$1"*) ;; *) printf 'expected: %s\nseen: %s\n' "$1" "$2"; tail -n 20 /tmp/sshd.log || true; exit 1 ;; esac
}
refuses() { # command...
    if said=$("$@" 2>&1); then printf 'not refused: %s\n%s\n' "$*" "$said"; exit 1; fi
}

waits() { # until this is so
    tries=0
    until eval "$1"; do tries=$((tries + 1)); [ "$tries" -lt 300 ] || { echo "never: $1"; exit 1; }; sleep 0.1; done
}

say "the machine as it comes: PostgreSQL, sshd, and the package"
printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d
ls /tmp/packages/openssh-server* > /dev/null 2>&1 && DEBIAN_FRONTEND=noninteractive dpkg -i /tmp/packages/*ssh*.deb /tmp/packages/lib*.deb /tmp/packages/runit*.deb > /dev/null
version=$(ls /usr/lib/postgresql | sort -n | tail -1)
mkdir -p /run/postgresql /run/sshd && chown postgres:postgres /run/postgresql
pg_createcluster --start-conf manual --port 5432 "$version" day > /dev/null
printf "fsync = off\nfull_page_writes = off\nlisten_addresses = ''\n" > "/etc/postgresql/$version/day/conf.d/quick.conf"
pg_ctlcluster "$version" day start
dpkg -i /tmp/packages/gongbao_*.deb > /tmp/installed
expect 'gongbao setup' "$(cat /tmp/installed)"

say "setup: answers that cannot be are refused before anything is made"
for who in admin second clerk; do ssh-keygen -q -t ed25519 -N '' -C "$who" -f "/root/$who"; done
answers() { # admin, number, key
    printf 'database = "postgresql"\nprogrammes = ["child-premium", "mutual-aid"]\narea = "430100"\nadmin = "%s"\nidentity = "%s"\nadmin_key = "%s"\n' "$@" > /root/answers.toml
    chmod 600 /root/answers.toml
}
answers 王管理 430102198001010012 /root/admin.pub
refuses gongbao setup --answers /root/answers.toml
expect '未作任何更改' "$said"
answers 王管理 430102198001010011 /root/none.pub
refuses gongbao setup --answers /root/answers.toml
refuses gongbao setup < /dev/null
expect '没有终端可以提问' "$said"
refuses runuser -u gongbao -- gongbao setup
expect '须由 `root` 执行' "$said"
[ ! -e /var/lib/gongbao/private/gongbao.key ]

say "setup: five questions, one of them answered wrong at first"
mkfifo /tmp/typed
script -qefc 'gongbao --lang zh setup' /tmp/setup < /tmp/typed > /dev/null &
setup=$!
exec 3> /tmp/typed
answer() { # to the question with these words, this
    waits "grep -q '$1' /tmp/setup"
    printf '%s\n' "$2" >&3
}
answer 1/5 ''
answer 2/5 'child-premium mutual-aid'
answer 行政区划代码 430100
answer 3/5 王管理
answer 4/5 430102198001010012
answer 校验位不符 430102198001010011
answer 5/5 /root/admin.pub
wait "$setup" || { cat /tmp/setup; exit 1; }
exec 3>&-
cat /tmp/setup
grep -q 43010219800101001 /tmp/setup && exit 1
expect '已就绪' "$(cat /tmp/setup)"
[ "$(stat -c '%U %a' /var/lib/gongbao/private/gongbao.key)" = 'gongbao 600' ]
[ "$(stat -c '%U:%G %a' /etc/gongbao/gongbao.toml)" = 'root:gongbao 640' ]
[ "$(stat -c '%U:%G %a' /etc/gongbao/sshd.toml)" = 'root:gongbao-keys 640' ]
[ "$(stat -c '%U' /var/log/gongbao/gongbao.log)" = gongbao ]
[ ! -e /run/gongbao-setup.pub ]

say "setup once more changes nothing and needs no answers"
gongbao setup > /tmp/again 2>&1 || { cat /tmp/again; exit 1; }
cmp /etc/gongbao/gongbao.toml /etc/gongbao/gongbao.toml.before-setup > /dev/null 2>&1 && exit 1

say "the program's role reads history and adds to it, and nothing more"
app() { runuser -u gongbao -- psql -X -q -A -t -v ON_ERROR_STOP=1 gongbao -c "$1"; }
for table in claim_events decisions audit_log ledger_entries event_log seals witnesses messages import_rows rulings; do
    refuses app "DELETE FROM $table"
    expect 'permission denied' "$said"
    refuses app "UPDATE $table SET $(app "SELECT attname || ' = ' || attname FROM pg_attribute WHERE attrelid = '$table'::regclass AND attnum = 1")"
    expect 'permission denied' "$said"
    refuses app "TRUNCATE $table"
done
refuses app 'ALTER TABLE claim_events DISABLE TRIGGER ALL'
refuses app 'CREATE TABLE mine (id int)'
runuser -u gongbao -- gongbao db check > /dev/null
refuses runuser -u gongbao-keys -- psql -X gongbao -c 'SELECT * FROM people'
refuses runuser -u gongbao-keys -- cat /var/lib/gongbao/private/gongbao.key

sessions() { # begun or ended (login, logout), in this way
    runuser -u postgres -- psql -X -A -t gongbao -c "SELECT count(*) FROM event_log WHERE action = '$1' AND detail LIKE '%\"way\":\"$2\"%'"
}

say "operators come in"
/usr/sbin/sshd -E /tmp/sshd.log -p "$port"
waits 'ssh-keyscan -p "$port" 127.0.0.1 2> /dev/null | grep -q ssh-ed25519'
come() { # who, words...
    who=$1; shift
    ssh -q -F none -i "/root/$who" -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=no -p "$port" gongbao@127.0.0.1 "$@"
}
expect 王管理 "$(come admin operator list)"
refuses come second operator list
refuses come admin 'sh -c id'
refuses come admin 'setup'
refuses come admin 'db check'
refuses come admin 'import units /etc/passwd'
refuses come admin 'operator list --config /tmp/other'
refuses sftp -q -F none -i /root/admin -o BatchMode=yes -o StrictHostKeyChecking=no -P "$port" gongbao@127.0.0.1:/etc/passwd /tmp/passwd
refuses ssh -q -F none -i /root/admin -o BatchMode=yes -o StrictHostKeyChecking=no -o ExitOnForwardFailure=yes -p "$port" -N -R "$((port + 1))":127.0.0.1:22 gongbao@127.0.0.1

say "the first administrator adds the second one, who needs nobody, and then others by two"
printf 430102198101010019 | come admin "operator add 李管理 --role admin --scope / --identity-stdin --key '$(cat /root/second.pub)'" > /tmp/added
expect 李管理 "$(come second operator list)"
printf 430102198201010016 | come admin "operator add 赵经审 --role auditor --scope / --identity-stdin --key '$(cat /root/clerk.pub)'" > /tmp/added
refuses come clerk audit verify
come second change approve --all > /tmp/approved
expect 赵经审 "$(come second operator list)"
expect '"ok":true' "$(come clerk audit verify --json 2>&1)"

say "the timers have an account that is nobody's, and a role that may do no more than they do"
refuses come admin "operator add 值守 --role watch --scope / --key '$(cat /root/clerk.pub)'"
come admin 'operator add 值守 --role watch --scope /' > /tmp/added
come second change approve --all > /tmp/approved
refuses come admin "operator key add 值守 --key '$(cat /root/clerk.pub)'"
expect 'role%3Dgongbao-watch' "$(cat /etc/gongbao/gongbao.toml)"
timed() { runuser -u gongbao -- psql -X -q -A -t -v ON_ERROR_STOP=1 'postgres://gongbao@/gongbao?host=/run/postgresql&options=-c%20role%3Dgongbao-watch' -c "$1"; }
timed 'SELECT count(*) FROM seals' > /tmp/counted
for act in 'DELETE FROM operators' "UPDATE operators SET active = false" 'INSERT INTO event_log SELECT * FROM event_log' 'INSERT INTO batches SELECT * FROM batches'; do
    refuses timed "$act"
    expect 'permission denied' "$said"
done

say "signed seals leave the machine, and whoever has them checks them without us"
useradd --create-home witness
runuser -u witness -- mkdir -p /home/witness/.ssh /home/witness/kept
ssh-keygen -q -t ed25519 -N '' -f /var/lib/gongbao/private/witness
chown gongbao /var/lib/gongbao/private/witness
install -o witness -m 600 /var/lib/gongbao/private/witness.pub /home/witness/.ssh/authorized_keys
printf 'Host witness\n HostName 127.0.0.1\n Port %s\n User witness\n IdentityFile /var/lib/gongbao/private/witness\n IdentitiesOnly yes\n UserKnownHostsFile /etc/gongbao/known_hosts\n' "$port" > /etc/gongbao/ssh_config
ssh-keyscan -p "$port" 127.0.0.1 > /etc/gongbao/known_hosts 2> /dev/null
sed -i 's|^seals_to = .*|unattended = "值守"\nseals_to = ["dir:/var/lib/gongbao/seals", "sftp:witness:kept"]\nssh_config = "/etc/gongbao/ssh_config"|' /etc/gongbao/gongbao.toml
as_gongbao() { runuser -u gongbao -- gongbao "$@"; }
as_gongbao audit verify > /tmp/verified
as_gongbao audit seal > /tmp/sealed
as_gongbao audit keep > /tmp/kept || { cat /tmp/kept; exit 1; }
expect 'sftp:witness:kept' "$(cat /tmp/kept)"
as_gongbao audit keep > /tmp/again
as_gongbao audit verify --against /var/lib/gongbao/seals > /tmp/compared
cd /home/witness/kept
openssl dgst -sm3 -verify gongbao-signing-key-1.pem -sigopt distid:1234567812345678 -signature gongbao-seal-000001.json.sig gongbao-seal-000001.json
[ "$(find . -type f | wc -l)" = "$(find /var/lib/gongbao/seals -type f | wc -l)" ]
refuses come clerk audit keep
runuser -u witness -- sed -i 's/"seq": 1/"seq": 9/' /home/witness/kept/gongbao-seal-000001.json
refuses as_gongbao audit keep

say "files come in and go out by the operator's own folder, and no other file can be named"
transfer() { # who; what is done stands on standard input
    sftp -q -b - -F none -i "/root/$1" -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -P "$port" gongbao@127.0.0.1
}
cd /tmp && gongbao rehearsal generate --small --out /tmp/province > /dev/null
printf 'ls -l\nput /tmp/province/units.csv inbox/units.csv\nls -l inbox\n' | transfer admin > /tmp/sent
expect outbox "$(cat /tmp/sent)"
expect units.csv "$(cat /tmp/sent)"
[ "$(stat -c '%U %a' /var/lib/gongbao/exchange/*/inbox/units.csv)" = 'gongbao 600' ]
come admin import units units.csv --dry-run > /tmp/read
come admin import template units --out 模板.xlsx > /tmp/written
expect 'outbox/模板.xlsx' "$(cat /tmp/written)"
refuses come admin import template units --out 模板.xlsx
printf 'get outbox/模板.xlsx /tmp/template.xlsx\nrm outbox/模板.xlsx\n' | transfer admin
[ -s /tmp/template.xlsx ]
scp -q -F none -i /root/clerk -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -P "$port" /tmp/province/units.csv gongbao@127.0.0.1:inbox/mine.csv
mine=$(ls -d /var/lib/gongbao/exchange/*/inbox/mine.csv) theirs=$(ls -d /var/lib/gongbao/exchange/*/inbox/units.csv)
for path in "$theirs" "../../$(basename "$(dirname "$(dirname "$theirs")")")/inbox/units.csv" /etc/passwd; do
    refuses transfer clerk < "$(printf 'get %s /tmp/stolen\n' "$path" > /tmp/get; echo /tmp/get)"
done
refuses come clerk import units "$theirs"
refuses come clerk import template units --out "$theirs.xlsx"
refuses transfer clerk < "$(printf 'ln -s /etc/passwd inbox/link\n' > /tmp/get; echo /tmp/get)"
ln -s /etc/passwd "$(dirname "$mine")/link.csv"
refuses transfer clerk < "$(printf 'get inbox/link.csv /tmp/stolen\n' > /tmp/get; echo /tmp/get)"
ln -s "$mine" "$(dirname "$theirs")/link.csv"
refuses come admin import units link.csv
[ ! -e /tmp/stolen ]
refuses come clerk files put mine.csv --to 王管理
come admin files put units.csv --to 赵经审 > /dev/null
expect units.csv "$(come clerk files list)"
waits '[ "$(sessions login command)" = "$(sessions logout command)" ] && [ "$(sessions login sftp)" = "$(sessions logout sftp)" ]'
[ "$(sessions login sftp)" -ge 7 ]

say "a terminal gets the console; a line that is cut leaves the end of the session in the chain"
(sleep 30 | TERM=xterm ssh -tt -q -F none -i /root/admin -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -p "$port" gongbao@127.0.0.1 > /tmp/screen & echo $! > /tmp/line; wait) &
waits 'grep -qs 1049h /tmp/screen'
pkill -KILL -f 'ssh -tt'
waits '[ "$(sessions login console)" = 1 ] && [ "$(sessions logout console)" = 1 ]'

say "what timers count lies where Prometheus finds it"
as_gongbao ops metrics --to /var/lib/gongbao/metrics/gongbao.prom > /tmp/counted
expect gongbao_verify_last_success "$(runuser -u nobody -- cat /var/lib/gongbao/metrics/gongbao.prom)"

say "what was set up is backed up and drilled by the nightly units' own commands"
runuser -u gongbao -- gongbao ops backup --into /var/lib/gongbao/backups > /dev/null

echo "the day is over"
