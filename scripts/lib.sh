# shellcheck shell=bash
# Shared by the scripts beside it: finding Python, making .venv, installing what a lock file says.
# Sourced, never run. Works with bash 3.2, as macOS has it.

set -euo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
VENV="$ROOT/.venv"
cd "$ROOT"

export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PYTHONUTF8=1

say() { printf '%s\n' "==> $*" >&2; }

die() {
    printf '%s\n' "错误：$*" >&2
    exit 1
}

# The first Python >= 3.11 on the PATH.
find_python() {
    local name
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    die "需要 Python 3.11 或更高版本，请先安装（Debian：apt-get install python3；macOS：brew install python）。"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

can_apt() {
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null
}

# Installs Debian packages; returns non-zero where that is not possible.
apt_install() {
    can_apt || return 1
    say "安装系统软件包：$*"
    local install=(env DEBIAN_FRONTEND=noninteractive
        apt-get install -y -qq --no-install-recommends "$@")
    as_root "${install[@]}" </dev/null >/dev/null 2>&1 && return
    as_root apt-get update -qq </dev/null >&2
    as_root "${install[@]}" </dev/null >&2
}

# Debian keeps what makes a virtual environment in a package of its own.
need_ensurepip() {
    local python="$1" package
    "$python" -c 'import ensurepip, venv' 2>/dev/null && return
    package="$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    apt_install "$package" || die "缺少系统软件包 $package，请以管理员身份安装：apt-get install $package。"
}

# True when .venv is whole, new enough and was made for this very folder.
venv_usable() {
    local check='import os, pip, sys
sys.exit(sys.version_info < (3, 11) or not os.path.samefile(sys.prefix, sys.argv[1]))'
    [ -x "$VENV/bin/python" ] || return 1
    "$VENV/bin/python" -c "$check" "$VENV" 2>/dev/null || return 1
    [ ! -e "$VENV/portal-root" ] || [ "$(cat "$VENV/portal-root")" = "$ROOT" ]
}

make_venv() {
    venv_usable && return
    local python
    python="$(find_python)"
    need_ensurepip "$python"
    say "建立虚拟环境 .venv（$("$python" --version)）"
    rm -rf "$VENV"
    "$python" -m venv "$VENV"
    printf '%s' "$ROOT" >"$VENV/portal-root"
}

# One digest of the contents of the files named.
digest() {
    cat "$@" | "$VENV/bin/python" -c \
        'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())'
}

# fresh STAMP FILE...: true when the stamp was written for these very contents.
fresh() {
    local stamp="$1"
    shift
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(digest "$@")" ]
}

# ready LOCK: .venv holds exactly what the lock file says, and `portal` itself.
ready() {
    local lock="$1" stamp="$VENV/stamp-$1"
    if venv_usable && fresh "$stamp" "$lock" pyproject.toml; then return; fi
    make_venv
    rm -f "$VENV"/stamp-*
    say "按 $lock 安装依赖"
    "$VENV/bin/python" -m pip install -q --require-hashes -r "$lock"
    "$VENV/bin/python" -m pip install -q --no-deps --no-build-isolation -e .
    digest "$lock" pyproject.toml >"$stamp"
}

# pinned: .venv holds what requirements.txt says, in a portal of one's own.
pinned() {
    local stamp="$VENV/stamp-requirements.txt"
    if venv_usable && fresh "$stamp" requirements.txt; then return; fi
    make_venv
    say "按 requirements.txt 安装程序"
    "$VENV/bin/python" -m pip install -q -r requirements.txt
    digest requirements.txt >"$stamp"
}

# PORTAL is the command: one that is installed already, or that of .venv, made ready. What the
# developer's lock installs holds all that a site needs.
need_portal() {
    [ -z "${PORTAL:-}" ] || return 0
    if [ ! -f pyproject.toml ]; then
        pinned
    elif [ -f "$VENV/stamp-requirements-dev.lock" ]; then
        ready requirements-dev.lock
    else
        ready requirements.lock
    fi
    PORTAL="$VENV/bin/portal"
}

# with_key COMMAND...: the command reaches servers with the key in PORTAL_SSH_KEY, or in the file which
# that names, and no other server than those in PORTAL_KNOWN_HOSTS; where there is no such key, as the
# machine is set up.
with_key() {
    if [ -z "${PORTAL_SSH_KEY:-}" ]; then
        "$@"
        return
    fi
    : "${PORTAL_KNOWN_HOSTS:?没有服务器的公钥；请设 PORTAL_KNOWN_HOSTS（ssh-keyscan 主机，核对后存下）。}"
    (
        umask 077
        room="$(mktemp -d)"
        trap 'rm -rf "$room"' EXIT
        key="$PORTAL_SSH_KEY"
        [ ! -f "$key" ] || key="$(cat "$key")"
        printf '%s\n' "$key" >"$room/key"
        printf '%s\n' "$PORTAL_KNOWN_HOSTS" >"$room/known"
        export RSYNC_RSH="ssh -F none -i $room/key -o IdentitiesOnly=yes -o UserKnownHostsFile=$room/known \
-o StrictHostKeyChecking=yes -o BatchMode=yes \
-o ConnectTimeout=30 -o ServerAliveInterval=15 -o ServerAliveCountMax=4"
        unset PORTAL_SSH_KEY
        "$@"
    )
}
