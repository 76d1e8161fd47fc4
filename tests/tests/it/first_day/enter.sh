# In a mount namespace of its own: lays an empty layer over the machine's files and goes on inside. $1 holds the packages, $2 is a free port.
set -eu
layer=$1/layer
mkdir "$layer"
mount -t tmpfs -o size=2g layer "$layer"
mkdir "$layer/upper" "$layer/work" "$layer/root"
mount -t overlay copy -o "lowerdir=/,upperdir=$layer/upper,workdir=$layer/work" "$layer/root"
root=$layer/root
mount --rbind /dev "$root/dev"
mount -t proc proc "$root/proc"
mount -t tmpfs run "$root/run"
mount -t tmpfs tmp "$root/tmp"
mkdir "$root/tmp/packages"
cp "$1"/*.deb "$1"/*.sh "$root/tmp/packages"
exec chroot "$root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
    sh -eu /tmp/packages/day.sh "$2"
