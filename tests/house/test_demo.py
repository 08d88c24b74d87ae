"""`prem demo` through the installed command: every address it prints answers, and it stays safe."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.enable_socket]
PREM = Path(sys.executable).with_name("prem")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(data: Path, *words: str) -> Iterator[dict[str, str]]:
    """Run the demo until it says how to end it; yield its addresses by what they are."""
    command = [PREM, "demo", "--no-browser", "--port", str(free_port()), "--data", data, *words]
    demo = subprocess.Popen(
        [str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert demo.stdout
        said = []
        while "Ctrl-C" not in (line := demo.stdout.readline()):
            assert line or demo.poll() is None, "".join(said)
            said.append(line)
        yield dict(re.findall(r"^  (.+?)  +(http\S+)$", "".join(said), re.M))
    finally:
        demo.terminate()
        demo.communicate(timeout=20)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "data"
    with started(folder, "--women", "60"):
        return folder


def test_every_address_it_prints_answers(data: Path) -> None:
    with started(data) as addresses:
        assert len(addresses) == 6
        for address in addresses.values():
            assert httpx.get(address).status_code == 200, address


def test_the_desk_shows_the_simulated_release_once_signed_in(data: Path) -> None:
    with started(data) as addresses:
        door = addresses["The desk (sign in once)"]
        base = door.partition("/workshop")[0]
        with httpx.Client(follow_redirects=True, headers={"Origin": base}) as researcher:
            assert researcher.get(f"{base}/desk").status_code == 403
            assert researcher.post(door, data={"name": "Ada"}).status_code == 200
            desk = researcher.get(f"{base}/desk")
    assert desk.status_code == 200
    assert "imulated" in desk.text
    assert "300 vouchers are left." in desk.text  # simulated, and worth nothing


def test_a_folder_with_other_data_is_refused(tmp_path: Path) -> None:
    (tmp_path / "answers.sqlite").write_text("somebody's answers")
    done = subprocess.run(
        [PREM, "demo", "--no-browser", "--port", str(free_port()), "--data", tmp_path],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "[422.802]" in done.stderr
    assert (tmp_path / "answers.sqlite").read_text() == "somebody's answers"


def test_a_first_start_that_is_cut_off_leaves_no_half_demo(tmp_path: Path) -> None:
    data = tmp_path / "data"
    command = [PREM, "demo", "--no-browser", "--port", str(free_port()), "--data", str(data)]
    demo = subprocess.Popen([*command, "--women", "5000"], stdout=subprocess.PIPE, text=True)
    assert demo.stdout
    assert "simulated women answer" in demo.stdout.readline()
    time.sleep(1)
    demo.kill()
    demo.communicate(timeout=10)
    assert not data.exists()
    with started(data, "--women", "20") as addresses:
        assert addresses


def test_a_demo_keeps_to_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: Path
) -> None:
    from prem.app.demo import open_demo

    monkeypatch.setenv("PREM_ANSWERS_URL", "postgresql:///a-real-study")
    monkeypatch.setenv("PREM_KEYS_FILE", str(tmp_path / "real-keys.json"))
    app = open_demo(free_port(), data, 1, None, lambda _: None)
    try:
        assert app.house.settings.answers_url is None
        assert app.house.settings.keys_path == data / "keys.json"
    finally:
        app.close()
    assert not (tmp_path / "real-keys.json").exists()


@pytest.mark.parametrize("women", ["0", "-5", "1000000000"])
def test_a_number_of_women_that_cannot_be_leaves_nothing_behind(tmp_path: Path, women: str) -> None:
    done = subprocess.run(
        [str(PREM), "demo", "--no-browser", "--port", str(free_port()),
         "--data", str(tmp_path / "data"), "--women", women],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("[422.702] ")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
