"""The host's event stream: text messages of a WebSocket (RFC 6455), read with the standard library.

Only what a listener needs: the opening handshake, unmasked frames from the server, pings answered.
The host's binary messages, which are preview pictures, are skipped.
"""

from __future__ import annotations

import base64
import json
import os
import socket
import struct
from typing import Any
from urllib.parse import urlsplit

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA


class EventStream:
    """Messages of one client, as the host sends them: {"type": ..., "data": {...}}."""

    def __init__(self, address: str, client_id: str, timeout: float) -> None:
        parts = urlsplit(address)
        self._socket = socket.create_connection(
            (parts.hostname or "127.0.0.1", parts.port or 80), timeout=timeout
        )
        self._incoming = self._socket.makefile("rb")
        key = base64.b64encode(os.urandom(16)).decode("ascii")
        request = (
            f"GET {parts.path.rstrip('/')}/ws?clientId={client_id} HTTP/1.1\r\n"
            f"Host: {parts.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        self._socket.sendall(request.encode("ascii"))
        status = self._incoming.readline().decode("latin-1").strip()
        if " 101 " not in f"{status} ":
            self.close()
            raise ConnectionError(f"{address}/ws refused the event stream: {status}")
        while self._incoming.readline().strip():
            pass

    def wait(self, seconds: float) -> None:
        """Let the next read fail with TimeoutError after `seconds`."""
        self._socket.settimeout(seconds)

    def read(self) -> dict[str, Any]:
        """The next text message. Raises ConnectionError at the stream's end, or TimeoutError."""
        message, is_text = b"", False
        while True:
            last, opcode, payload = self._frame()
            if opcode == PING:
                self._pong(payload)
            elif opcode == CLOSE:
                raise ConnectionError("the host closed the event stream")
            elif opcode != PONG:
                is_text = is_text or opcode == TEXT
                message += payload
                if last and is_text:
                    return json.loads(message)
                if last:
                    message = b""

    def close(self) -> None:
        self._incoming.close()
        self._socket.close()

    def __enter__(self) -> EventStream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _frame(self) -> tuple[bool, int, bytes]:
        first, second = self._bytes(2)
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack(">H", self._bytes(2))
        elif length == 127:
            (length,) = struct.unpack(">Q", self._bytes(8))
        return bool(first & 0x80), first & 0x0F, self._bytes(length)

    def _bytes(self, count: int) -> bytes:
        data = self._incoming.read(count)
        if len(data) < count:
            raise ConnectionError("the host ended the event stream")
        return data

    def _pong(self, payload: bytes) -> None:
        mask = os.urandom(4)  # a client's frames must be masked
        masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))
        self._socket.sendall(bytes([0x80 | PONG, 0x80 | len(payload)]) + mask + masked)
