"""A line to a server that can be cut, or go dead without a word, after so many bytes."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Line:
    """Carries to a port of this machine, both ways, until `left` bytes are used up."""

    def __init__(self, to: int) -> None:
        self.to, self.left, self.dead = to, 1 << 60, False
        self.carried = 0
        self._guard = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def mend(self, left: int = 1 << 60, *, dead: bool = False) -> None:
        """Carry so many bytes from now on; then be cut, or be `dead`."""
        self.cut()
        self.left, self.dead, self.carried = left, dead, 0

    def cut(self) -> None:
        """End every connection."""
        for one in [*self._open]:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Be no line any more."""
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if self.left <= 0 and not self.dead:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self.to))
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        """Carry what comes from one end to the other, until one of them ends."""
        self._open.add(one)
        with suppress(OSError):
            while data := one.recv(8192):
                with self._guard:
                    sent = data[: max(self.left, 0)]
                    self.left -= len(data)
                    self.carried += len(sent)
                other.sendall(sent)
                if self.left <= 0 and not self.dead:
                    self.cut()
        with suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)
        self._open.discard(one)
        one.close()
