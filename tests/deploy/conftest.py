"""A small portal that is built and published, and a real nginx before what is published."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from shutil import which

import pytest

from portal.deploy.guard import Terms
from portal.deploy.place import Place
from portal.deploy.publish import publish
from portal.deploy.shell import TWIN
from portal.site.assemble import assemble
from tests.staff.desk import AGENCY, FIRM, FIRM_CODE, Desk

ROOT = Path(__file__).parents[2]
SERVER_FILES = ROOT / "deploy"
TODAY = date(2024, 6, 3)
FIRST, SECOND = "cf-2024-k7m3q9", "cf-2024-p4x8d2"
DECISION = f"""act: 行政处罚
agency: {AGENCY}
party: {{name: {FIRM}, kind: 法人及非法人组织, code: {FIRM_CODE}}}
document_number: 云网信罚〔2024〕NUMBER号
decided_on: 2023-12-29
content: 罚款
facts_found: 未按规定留存网络日志。
fine: 100000.00
"""
WITHDRAWN = f"""changes:
  - kind: published
    date: 2024-01-02
  - kind: withdrawn
    date: {TODAY}
    ground: 撤销
    effective: {TODAY}
    authority: {{body: 云溪市人民法院, document: （2024）云01行终3号}}
    note: 经人民法院判决撤销。
    roles: {{drafted: 法规科, reviewed: 法制审核岗, approved: 分管负责人}}
"""


def decision(number: int, more: str = "") -> str:
    """A penalty with a number of its own; `more` is further fields."""
    return DECISION.replace("NUMBER", str(number)) + more


@dataclass
class Portal:
    """A portal folder, its site, and where that is published."""

    folder: Path
    search: bool = False
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.desk = Desk(self.folder)
        self.desk.write(f"decisions/{FIRST}.yaml", decision(1))
        self.desk.write(f"decisions/{SECOND}.yaml", decision(2))
        self.site, self.target = self.folder / "output", self.folder / "srv"

    def build(self, day: date = TODAY, config: str = "") -> None:
        """Build the site as of `day`; `config` is further settings."""
        settings = self.folder / "settings.py"
        settings.write_text(f'SITENAME = "门户"\nPLUGINS = ["portal.site.generator"]\n{config}')
        status = assemble(
            today=day,
            data=self.desk.data,
            content=self.folder / "content",
            output=self.site,
            config=settings,
            jobs=1,
            no_search=not self.search,
        )
        assert status == 0

    def publish(
        self, target: str = "", *, day: date = TODAY, dry_run: bool = False, **terms: object
    ) -> list[str]:
        """Publish the site; return what is said."""
        self.said.clear()
        publish(
            self.site,
            Place.of(target or str(self.target)),
            Terms(today=day, data=self.desk.data, **terms),  # type: ignore[arg-type]
            stamp="20240603T120000",
            jobs=1,
            dry_run=dry_run,
            say=self.said.append,
        )
        return list(self.said)

    def killed_before_the_former_went(self) -> str:
        """Publish a withdrawal, as if killed before the former release was deleted; return its name."""
        (former,) = self.releases()
        shutil.copytree(self.online().resolve(), self.folder / "kept")
        self.desk.write(f"decisions/{FIRST}.yaml", decision(1) + WITHDRAWN)
        self.build()
        self.publish()
        (self.folder / "kept").rename(self.target / "releases" / former)
        return former

    def online(self, path: str = "") -> Path:
        """What the public reads."""
        return self.target / "current" / path

    def releases(self) -> list[str]:
        """The releases that are there; the twin of one is no more than that one."""
        return sorted(one for one in os.listdir(self.target / "releases") if TWIN not in one)

    def twin(self) -> Path | None:
        """The twin of what the public reads, if there is one; never one of anything else."""
        there = [*(self.target / "releases").glob(f"*{TWIN}")]
        assert there in ([], [self.target / f"{os.readlink(self.online())}{TWIN}"])
        return there[0] if there else None


@pytest.fixture
def portal(tmp_path: Path) -> Portal:
    """A portal of two decisions, built."""
    made = Portal(tmp_path)
    made.build()
    return made


def program(room: Path, name: str, first: str, patch: pytest.MonkeyPatch) -> None:
    """Let the program called `name` do something `first`, at the server as well."""
    made = room / "bin" / name
    made.parent.mkdir(exist_ok=True)
    made.write_text(f'#!/bin/sh\n{first}\nexec {which(name)} "$@"\n')
    made.chmod(0o755)
    patch.setenv("PATH", str(made.parent), prepend=":")


@contextmanager
def undeletable(room: Path) -> Iterator[None]:
    """Let nobody delete or renew folders while the block runs, as where they are somebody else's."""
    with pytest.MonkeyPatch.context() as patch:
        for name, harm in (("rm", "-rf"), ("cp", "--remove-destination")):
            refused = f'*" {harm} "*) echo "{name}: not yours" >&2; exit 1;;'
            program(room, name, f'case " $* " in {refused} esac', patch)
        yield


CHINA = "CST-8"  # as TZ says it
Nginx = Callable[..., str]
"""Starts nginx with one of the shipped files before what is published in a folder."""


def free_port() -> int:
    """A port that nobody listens to."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


@pytest.fixture
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """Run nginx on the shipped configuration; only folders, ports and certificates are the test's."""
    with ExitStack() as servers:

        def started(target: Path, name: str = "nginx.conf", zone: str = CHINA) -> str:
            room = tmp_path_factory.mktemp("nginx")
            return servers.enter_context(Server(room, target, name, zone)).address

        yield started


class Server:
    """nginx while a block runs."""

    def __init__(self, room: Path, target: Path, name: str, zone: str = CHINA) -> None:
        self.port, plain = free_port(), free_port()
        self.address = f"https://127.0.0.1:{self.port}"
        shipped = room / "portal"
        shipped.mkdir()
        shutil.copy(SERVER_FILES / "nginx-headers.conf", shipped)
        certificate(shipped)
        text = (SERVER_FILES / name).read_text("utf-8")
        for theirs, ours in {
            "/etc/nginx/portal": str(shipped),
            "/var/log/nginx": str(room),
            "/srv/portal": str(target),
            "/srv/preview": str(target),
            "443 ssl": f"{self.port} ssl",
            "listen 80": f"listen {plain}",
        }.items():
            text = text.replace(theirs, ours)
        text = "\n".join(line for line in text.splitlines() if "[::]" not in line)
        (room / "site.conf").write_text(text, "utf-8")
        (room / "nginx.conf").write_text(MAIN.replace("ROOM", str(room)), "utf-8")
        self.room, self.zone = room, zone

    def command(self, *arguments: str) -> list[str]:
        """nginx with our files."""
        return ["nginx", "-p", str(self.room), "-c", str(self.room / "nginx.conf"), *arguments]

    def __enter__(self) -> "Server":
        self.process = subprocess.Popen(self.command(), env={**os.environ, "TZ": self.zone})
        end = time.monotonic() + 20
        while time.monotonic() < end:
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        raise AssertionError("nginx does not answer")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait()


MAIN = """daemon off;
user root;
worker_processes 1;
pid ROOM/pid;
error_log stderr;
events { worker_connections 256; }
http {
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    client_body_temp_path ROOM/body;
    proxy_temp_path ROOM/proxy;
    fastcgi_temp_path ROOM/fastcgi;
    uwsgi_temp_path ROOM/uwsgi;
    scgi_temp_path ROOM/scgi;
    include ROOM/site.conf;
}
"""


def certificate(folder: Path) -> None:
    """Make a certificate that nobody trusts, and passwords."""
    subject = ("-subj", "/CN=127.0.0.1", "-days", "2", "-nodes", "-newkey", "ec")
    curve = ("-pkeyopt", "ec_paramgen_curve:prime256v1")
    files = ("-keyout", str(folder / "site.key"), "-out", str(folder / "site.crt"))
    command = ["openssl", "req", "-x509", *subject, *curve, *files]
    subprocess.run(command, check=True, capture_output=True)
    (folder / "preview.htpasswd").write_text("colleague:{PLAIN}secret\n")


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(url: str, **headers: str) -> Answer:
    """Ask once, with no redirection followed; the certificate is ours."""
    import http.client
    import ssl
    from urllib.parse import urlsplit

    where = urlsplit(url)
    assert where.hostname
    context = ssl._create_unverified_context()
    line = http.client.HTTPSConnection(where.hostname, where.port, context=context, timeout=20)
    try:
        line.request("GET", where.path or "/", headers=headers)
        answer = line.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, told, answer.read())
    finally:
        line.close()
