"""As much of S3's HTTP interface as keeping, measuring, reading and deleting one object takes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

MISSING = b'<?xml version="1.0"?><Error><Code>NoSuchKey</Code><Message>gone</Message></Error>'


@contextmanager
def a_bucket() -> Iterator[str]:
    """The address of an endpoint that keeps every object it is sent, in memory."""
    kept: dict[str, tuple[str, bytes]] = {}

    class Endpoint(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept[self._key] = (self.headers["Content-Type"], body)
            self._answer(200, b"", "text/plain")

        def do_GET(self) -> None:
            if self._key in kept:
                content_type, body = kept[self._key]
                self._answer(200, body, content_type)
            else:
                self._answer(404, MISSING, "application/xml")

        do_HEAD = do_GET  # noqa: N815 - as http.server calls it

        @property
        def _key(self) -> str:
            """Without the signature that may follow it."""
            return self.path.partition("?")[0]

        def do_POST(self) -> None:
            """Deletes the keys it is sent: the only POST there is here."""
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            bucket = self._key
            keys = re.findall("<Key>(.*?)</Key>", sent)
            for key in keys:
                kept.pop(f"{bucket}/{key}", None)
            gone = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
            answer = f'<?xml version="1.0"?><DeleteResult>{gone}</DeleteResult>'
            self._answer(200, answer.encode(), "application/xml")

        def _answer(self, status: int, body: bytes, content_type: str) -> None:
            self.send_response(status)
            self.send_header("ETag", '"1"')
            self.send_header("Last-Modified", "Mon, 05 Jan 2026 12:00:00 GMT")
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
