"""Nothing here ever opens a network socket: watched from inside, by an audit hook that nothing can take out again."""

from __future__ import annotations

import subprocess
import sys

from commands import world

GUARD = """
import sys
def watch(event, arguments):
    internet = event == "socket.__new__" and int(arguments[1]) in (2, 10)
    if internet or event in ("socket.connect", "socket.getaddrinfo", "socket.bind"):
        print("NETWORK", event, file=sys.stderr, flush=True)
sys.addaudithook(watch)
"""


def watched(body: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", GUARD + body, *arguments],
        capture_output=True,
        text=True,
        env=world.environment(),
        timeout=60,
        check=False,
    )


def test_the_practice_command_opens_no_socket(tmp_path):
    done = watched(
        "from sharedesk.commands.main import run\nsys.exit(run(sys.argv[1:]))", "practice", str(tmp_path / "try")
    )
    assert done.returncode == 0, done.stderr
    assert "NETWORK" not in done.stderr
    assert len(list((tmp_path / "try").glob("*.pdf"))) == 4


def test_a_backup_with_its_child_process_opens_no_network_socket(tmp_path):
    from sharedesk.vault.keys import FLOOR
    from sharedesk.vault.vault import create

    create(tmp_path / "log", world.PASSPHRASE, world.AUTHOR, cost=FLOOR)[0].lock()
    secret = tmp_path / "secret"
    secret.write_text(world.PASSPHRASE + "\n")
    body = """
if __name__ == "__main__":
    from sharedesk.commands.main import run
    with open(sys.argv.pop()) as secret:
        sys.exit(run([*sys.argv[1:], "--passphrase-fd", str(secret.fileno())]))
"""
    script = tmp_path / "script.py"  # a file: a spawned child reads it again, and so is watched too
    script.write_text(GUARD + body)
    done = subprocess.run(
        [sys.executable, str(script), "back-up", str(tmp_path / "log"), str(secret)],
        capture_output=True,
        text=True,
        env=world.environment(),
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "NETWORK" not in done.stderr


def test_the_watch_sees_a_socket_that_is_opened():
    for body in (
        "import socket\nsocket.socket()",
        "import socket\nsocket.socket(socket.AF_INET6)",
        "import socket\ntry: socket.getaddrinfo('localhost', 1)\nexcept OSError: pass",
    ):
        assert "NETWORK" in watched(body).stderr
    assert "NETWORK" not in watched("import socket\nsocket.socketpair()").stderr
