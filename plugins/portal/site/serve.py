"""Show the built site on this machine, and build again when something changes (预览)."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

from watchfiles import watch

from portal.source.program import program_key

HOST = "127.0.0.1"
LOOK_EVERY = 200  # milliseconds
PACKED = {".css", ".html", ".js", ".json", ".svg", ".txt", ".xml"}


POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",  # Pagefind is WebAssembly
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""What a page may load and do: nothing from elsewhere, nothing inline (Content Security Policy)."""


class Handler(SimpleHTTPRequestHandler):
    """Serves the folder as the web server would: 404 page, 410 tombstones, no listing."""

    protocol_version = "HTTP/1.1"

    def end_headers(self) -> None:
        """Send what the server says of every answer."""
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def send_head(self) -> BytesIO | BinaryIO | None:
        """Answer 410 with the tombstone as body where `gone.map` says so."""
        if self._is_gone():
            return self._send_page(HTTPStatus.GONE, self._tombstone())
        return self._packed() or super().send_head()

    def _packed(self) -> BinaryIO | None:
        """Answer with the file packed, as web servers are set to send text."""
        path = Path(self.translate_path(self._path()))
        path = path / "index.html" if path.is_dir() and self._path().endswith("/") else path
        if path.suffix not in PACKED or "gzip" not in self.headers.get("Accept-Encoding", ""):
            return None
        if "If-Modified-Since" in self.headers or not path.is_file():
            return None
        body = gzip.compress(path.read_bytes(), 6, mtime=0)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Vary", "Accept-Encoding")
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", self.date_time_string(int(path.stat().st_mtime)))
        self.end_headers()
        return BytesIO(body)

    def list_directory(self, path: str | os.PathLike[str]) -> BytesIO | None:
        """Show no folder listing: what has no page is not there."""
        self.send_error(HTTPStatus.NOT_FOUND)
        return None

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own 404 page."""
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = self._send_page(HTTPStatus.NOT_FOUND, str(page))
        with body:
            if self.command != "HEAD":
                self.copyfile(body, self.wfile)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal for problems."""

    def _path(self) -> str:
        return unquote(urlsplit(self.path).path)

    def _tombstone(self) -> str:
        """Return what answers: an earlier version that is gone has the record's tombstone."""
        path = Path(self.translate_path(self._path()))
        while not path.exists():
            path = path.parent
        return str(path)

    def _is_gone(self) -> bool:
        gone = Path(self.directory) / "gone.map"
        return gone.is_file() and f"{self._path()} 1;" in gone.read_text("utf-8").splitlines()

    def _send_page(self, status: HTTPStatus, name: str) -> BinaryIO:
        path = Path(name)
        path = path / "index.html" if path.is_dir() else path
        body = path.open("rb")
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(path.stat().st_size))
        self.end_headers()
        return body


class Server(ThreadingHTTPServer):
    """A server that has nothing to say of whoever leaves before the answer is there."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell the terminal of our own faults alone."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of `folder` on this machine only; port 0 takes a free one."""
    return Server((HOST, port), partial(Handler, directory=str(folder)))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve `folder` on a free port while the block runs; yield its address without a final slash."""
    listening = server(folder, 0)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{listening.server_port}"
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()


def serve(
    listening: ThreadingHTTPServer, watched: Sequence[Path], builder: Builder, greeting: str
) -> None:
    """Serve until interrupted; build after every change.

    The `greeting` is printed when changes are being watched: none after it goes unseen.
    """
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    try:
        for number, changed in enumerate(changes(watched)):
            if number == 0:
                print(greeting, flush=True)
            if changed:
                print("没有重新生成。" if builder.build() else "已重新生成。", flush=True)
    finally:
        listening.shutdown()
        listening.server_close()


class Builder:
    """Runs `portal` with these `arguments`, each time as a process of its own.

    A process that serves has threads and must not fork. Each has loaded the program before it is
    told to begin. Whoever interrupts us does not hear from its workers: they are ended, the old
    site stays.
    """

    def __init__(self, arguments: Sequence[str]) -> None:
        self._arguments = arguments
        self._next = self._waiting()

    def _waiting(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "portal.cli.waiting", program_key(), *self._arguments]
        return subprocess.Popen(command, stdin=subprocess.PIPE, process_group=0)

    @property
    def waiting(self) -> int:
        """The number of the process that waits."""
        return self._next.pid

    def __enter__(self) -> Builder:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _end(self) -> None:
        """End the process that waits, and close what leads to it."""
        if self._next.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self.waiting, signal.SIGKILL)
        with suppress(BrokenPipeError):
            self._next.communicate()

    def build(self) -> int:
        """Run the command; return its exit code."""
        if self._next.poll() is not None:  # it could not even load the program
            self._end()
            self._next = self._waiting()
        with suppress(BrokenPipeError):
            self._next.communicate(b"\n")
        code = self._next.wait()
        self._next = self._waiting()
        return code


def changes(watched: Sequence[Path]) -> Iterator[bool]:
    """Yield, a few times a second, whether files below `watched` changed since the last time."""
    existing = [path for path in watched if path.exists()]
    for found in watch(*existing, yield_on_timeout=True, rust_timeout=LOOK_EVERY):
        yield bool(found)
