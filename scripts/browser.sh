# shellcheck shell=bash
# Finds or installs the browser and the fonts that show Chinese. Sourced after lib.sh, never run.

find_chromium() {
    local name
    for name in "${PORTAL_CHROMIUM:-}" chromium chromium-browser google-chrome \
        "/Applications/Chromium.app/Contents/MacOS/Chromium" \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        if command -v "${name:-none}"; then return; fi
    done
    find_playwright_chromium
}

find_playwright_chromium() {
    local path
    path="$("$VENV/bin/python" -c 'from playwright.sync_api import sync_playwright
with sync_playwright() as tools:
    print(tools.chromium.executable_path)')"
    [ -x "$path" ] && printf '%s\n' "$path"
}

need_chromium() {
    PORTAL_CHROMIUM="$(find_chromium)" && return
    apt_install chromium || "$VENV/bin/playwright" install chromium >&2 || true
    PORTAL_CHROMIUM="$(find_chromium)" ||
        die "缺少 Chromium 浏览器，请安装（Debian：apt-get install chromium）或以 PORTAL_CHROMIUM 指明其路径。"
}

# Without Chinese glyphs the pages would be measured with boxes in place of text.
need_fonts() {
    [ "$(uname)" = Linux ] || return 0
    [ -z "$(fc-list :lang=zh 2>/dev/null)" ] || return 0
    apt_install fontconfig fonts-noto-cjk ||
        die "缺少中文字体，请安装系统软件包 fonts-noto-cjk。"
}

# The self-test of search drives a browser; a portal of one's own installs what that needs here.
need_selftest() {
    local python
    python="$(dirname "$PORTAL")/python"
    "$python" -c 'import playwright' 2>/dev/null || "$python" -m pip install -q 'playwright>=1.50,<2'
    need_chromium
}
