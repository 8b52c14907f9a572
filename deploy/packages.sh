# shellcheck shell=bash
# What Debian has to provide, for deploy/try, deploy/package and tests/run; sourced by all.

# What virt-agent itself runs or loads.
RunPackages=(libvirt0 libsystemd0 iptables nftables iproute2)

# A KVM host in a box: the lab.
LabPackages=("${RunPackages[@]}" libvirt-daemon-system libvirt-daemon-driver-qemu libvirt-clients qemu-system-x86 dnsmasq-base
    systemd-container util-linux)

# What links the program; its compiler comes with .NET's packages.
BuildPackages=(gcc libc6-dev)

# What the package is made with, and the one of arm64 on top of that.
PackagePackages=("${BuildPackages[@]}" dpkg-dev make)
CrossPackages=(gcc-aarch64-linux-gnu libc6-dev-arm64-cross clang-14)

# And what the tests compile and compare with.
TestPackages=("${LabPackages[@]}" "${PackagePackages[@]}" "${CrossPackages[@]}" qemu-user-static qemu-utils libvirt-dev libsystemd-dev pkg-config
    systemd dbus-daemon dbus-bin init-system-helpers rpm lintian mandoc bash-completion zsh fish strace mmdebstrap
    debian-archive-keyring)

# Installs those of "$@" that are missing.
install_packages() {
    local package missing=()
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ]; then
        echo "error: ${missing[*]} missing; run this as root, or: apt-get install ${missing[*]}" >&2
        return 1
    fi
    echo "installing ${missing[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

require_dotnet() {
    command -v dotnet >/dev/null && dotnet --list-sdks | grep -q '^10\.' && return
    if [ "$(id -u)" = 0 ] && apt-cache show dotnet-sdk-10.0 >/dev/null 2>&1; then
        install_packages dotnet-sdk-10.0
        return
    fi
    echo "error: the .NET 10 SDK is missing; add Microsoft's package feed and 'apt-get install dotnet-sdk-10.0' (https://dot.net)" >&2
    return 1
}
