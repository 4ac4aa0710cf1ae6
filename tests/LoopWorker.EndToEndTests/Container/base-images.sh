#!/usr/bin/env bash
# base-images.sh ENGINE...: makes images under the names of the Dockerfile's base images, out of this machine's own files, for where
# no registry can be reached. The first is empty but for what must be written to: the build mounts /usr over it. The second holds the
# libraries that the chiseled image has, its user, and as little else. Needs Linux with the .NET SDK and clang in /usr.
set -euo pipefail
engine=("$@")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# as NAME FOLDER [CHANGE...]: the folder becomes an image of that name.
as() {
  tar -C "$2" -c . | "${engine[@]}" import --quiet "${@:3}" - "$1" >/dev/null
}

sdk=$folder/sdk
mkdir -p "$sdk"/{usr,opt,tmp,root,proc,dev,sys,run,var/lib,var/log,var/cache/apt/archives/partial}
chmod 1777 "$sdk/tmp"
for link in bin sbin lib lib64; do ln -s "usr/$link" "$sdk/$link"; done
cp -a /etc "$sdk/etc"
cp -a /var/lib/dpkg /var/lib/apt "$sdk/var/lib/"
as mcr.microsoft.com/dotnet/sdk:10.0-noble-aot "$sdk" --change "ENV PATH=$PATH"

runtime=$folder/runtime
mkdir -p "$runtime"/{etc/ssl/certs,tmp,home/app,proc,dev,sys,run,usr/lib,usr/lib64}
chmod 1777 "$runtime/tmp"
for link in lib lib64; do ln -s "usr/$link" "$runtime/$link"; done
for library in ld-linux libc.so libm.so libdl.so libpthread.so librt.so libresolv.so libnss_dns.so libnss_files.so libgcc_s.so libstdc++.so libssl.so libcrypto.so; do
  for file in /lib64/"$library"* /usr/lib/"$(uname -m)"-linux-gnu/"$library"*; do
    [ -e "$file" ] && cp -L --parents "$(realpath -s "$file")" "$runtime"
  done
done
cp -L /etc/ssl/certs/ca-certificates.crt "$runtime/etc/ssl/certs/"
printf 'root:x:0:0:root:/root:/bin/false\napp:x:1654:1654::/home/app:/bin/false\n' >"$runtime/etc/passwd"
printf 'root:x:0:\napp:x:1654:\n' >"$runtime/etc/group"
chown -R 1654:1654 "$runtime/home/app"
as mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled "$runtime" \
  --change ENV=APP_UID=1654 --change ENV=DOTNET_RUNNING_IN_CONTAINER=true --change ENV=ASPNETCORE_HTTP_PORTS=8080 --change USER=1654
