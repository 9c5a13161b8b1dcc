"""`make audit` passes only where every locked version was looked up: with pip-audit itself, and a pypi.org on loopback."""

import json
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from scripts import audit

ROOT = Path(__file__).parents[2]
LOCK = """\
alpha==1.0 \\
    --hash=sha256:00
beta==2.0 ; sys_platform == 'darwin' \\
    --hash=sha256:00
beta==3.0 ; sys_platform != 'darwin' \\
    --hash=sha256:00
"""
PROGRAM = """
import sys
from pathlib import Path
from scripts import audit
lock, record, cache = sys.argv[1:]
sys.exit(audit.main(["--cache-dir", cache, "--timeout", "20"], Path(lock), Path(record)))
"""
HOLE = {"id": "PYSEC-1", "aliases": ["CVE-1"], "summary": "a hole", "fixed_in": ["2.1"]}
CLEAN: dict[str, tuple[int, object]] = {
    f"/pypi/{what}/json": (200, {"vulnerabilities": []}) for what in ("alpha/1.0", "beta/2.0", "beta/3.0")
}


class PyPI(ThreadingHTTPServer):
    """A proxy that answers in pypi.org's name what the test put in."""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.answers = dict(CLEAN)
        self.certificate = folder / "pypi.pem"
        self.certificate.write_bytes(certificate())
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(self.certificate)


class Answer(BaseHTTPRequestHandler):
    server: PyPI

    def do_CONNECT(self) -> None:
        self.send_response(200)
        self.end_headers()
        with self.server.tls.wrap_socket(self.connection, server_side=True) as inside:
            path = inside.recv(65536).split()[1].decode()
            status, body = self.server.answers.get(path, (404, {}))
            content = json.dumps(body).encode()
            inside.sendall(
                b"HTTP/1.1 %d X\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (status, len(content), content)
            )
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


def certificate() -> bytes:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "pypi.org")])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("pypi.org")]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    plain = serialization.NoEncryption()
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain
    )


@pytest.fixture
def pypi(tmp_path: Path) -> Iterator[PyPI]:
    with PyPI(tmp_path) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "requirements.lock").write_text(LOCK)
    return tmp_path


def run(folder: Path, pypi: PyPI, *, port: int = 0) -> tuple[int, str, str]:
    """The exit code, what was said, and what stands in the record."""
    proxy = f"http://127.0.0.1:{port or pypi.server_address[1]}"
    plain = {key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, folder / "requirements.lock", folder / "audit.txt", folder / "cache"],
        cwd=ROOT,
        env={**plain, "HTTPS_PROXY": proxy, "REQUESTS_CA_BUNDLE": str(pypi.certificate)},
        capture_output=True,
        text=True,
        check=False,
    )
    record = folder / "audit.txt"
    return done.returncode, done.stdout + done.stderr, record.read_text() if record.exists() else ""


def test_it_passes_where_every_version_was_looked_up(folder: Path, pypi: PyPI) -> None:
    code, said, record = run(folder, pypi)
    assert (code, said) == (0, record)
    assert f"{datetime.now(UTC).date()}: 3 locked versions looked up, 0 known vulnerabilities." in record


def test_a_hole_is_told_whatever_system_the_version_is_for(folder: Path, pypi: PyPI) -> None:
    pypi.answers["/pypi/beta/2.0/json"] = (200, {"vulnerabilities": [HOLE]})
    code, said, record = run(folder, pypi)
    assert code == 1
    assert "beta 2.0: PYSEC-1 CVE-1 (fixed in 2.1)" in said
    assert said == record


@pytest.mark.parametrize("unknown", ["all", "one"])
def test_what_the_service_does_not_know_was_not_audited(folder: Path, pypi: PyPI, unknown: str) -> None:
    run(folder, pypi)
    pypi.answers = {} if unknown == "all" else {**CLEAN, "/pypi/beta/3.0/json": (404, {})}
    code, said, record = run(folder, pypi)
    assert code == 2
    assert said.startswith("Not audited. The advisory service knew nothing of ")
    assert f"The last true result: {record.splitlines()[0]}" in said
    assert "0 known vulnerabilities" in record


@pytest.mark.parametrize("trouble", ["error", "unreachable"])
def test_a_service_in_trouble_means_not_audited(folder: Path, pypi: PyPI, trouble: str) -> None:
    pypi.answers = dict.fromkeys(CLEAN, (500, {}))
    port = 9 if trouble == "unreachable" else 0  # nobody listens on the discard port
    code, said, record = run(folder, pypi, port=port)
    assert code == 2
    assert said.startswith("Not audited. The advisory service did not answer: ")
    assert "There is no true result yet." in said
    assert record == ""


def test_every_locked_version_is_asked_for_once() -> None:
    pinned = audit.pins(ROOT / "requirements.lock")
    asked = [pin for part in audit.parts(pinned) for pin in part.items()]
    assert len(pinned) > 100
    assert sorted(asked) == sorted(pinned)
