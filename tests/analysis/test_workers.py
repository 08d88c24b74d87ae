"""Who does long work: the same numbers here, in processes and on a Dask cluster."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from distributed import LocalCluster

from prem.analysis.work import in_turn, seeds
from prem.app import cluster as dask
from prem.app.workers import Cores, workers
from prem.cli import main
from prem.errors import Refusal
from prem.errors.workers import CLUSTER_DIED, NO_DASK, NO_SCHEDULER, OTHER_PREM, WORKERS_DIED


def largest(seed: np.random.SeedSequence, rows: int) -> tuple[float, int]:
    """Return the largest eigenvalue of chance, and in which process it was computed."""
    drawn = np.random.default_rng(seed).standard_normal((rows, 20))
    return float(np.linalg.eigvalsh(np.corrcoef(drawn, rowvar=False))[-1]), os.getpid()


def ends_its_worker(piece: int, mark: Path, home: int) -> int:
    """Return the piece; the first process that comes to piece 2 dies of it, or all do."""
    if piece == 2 and os.getpid() != home and not (mark / "once").exists():
        if not (mark / "always").exists():
            (mark / "once").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return piece * piece


def fails(piece: int) -> int:
    """Fail as a piece may."""
    raise np.linalg.LinAlgError(f"piece {piece}")


class Told(list[tuple[int, int]]):
    """Keeps what progress was told."""

    def __call__(self, done: int, total: int) -> None:
        self.append((done, total))


# Laid over analysis/plan.toml: enough to be shared, and soon done.
FEW_DRAWS = """
[parallel]
draws = 20
polychoric_draws = 4
[bootstrap]
draws = 100
[dynamic]
draws = 10
[power]
ladder = [50]
draws = 4
fits = 2
"""
PIECES = seeds(1, 6, purpose=0)
HERE = [value for value, _ in in_turn(partial(largest, rows=300), PIECES)]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let even the least work go to processes, after its first piece."""
    monkeypatch.setattr("prem.app.workers._WORTH_STARTING", 0.0)


def test_little_work_stays_in_this_process() -> None:
    told = Told()
    with workers(2, None, told) as work:
        found = work(partial(largest, rows=300), PIECES)
    assert [value for value, _ in found] == HERE
    assert {process for _, process in found} == {os.getpid()}
    assert told == [(done, 6) for done in range(1, 7)]


@pytest.mark.usefixtures("at_once")
def test_processes_compute_the_same_numbers() -> None:
    told = Told()
    with workers(2, None, told) as work:
        found = work(partial(largest, rows=300), PIECES)
    assert [value for value, _ in found] == HERE
    assert len({process for _, process in found[1:]} - {os.getpid()}) >= 1
    assert told == [(done, 6) for done in range(1, 7)]


@pytest.mark.usefixtures("at_once")
def test_one_job_starts_no_process() -> None:
    with workers(1, None, Told()) as work:
        found = work(partial(largest, rows=50), PIECES)
    assert {process for _, process in found} == {os.getpid()}


@pytest.mark.usefixtures("at_once")
def test_a_process_that_dies_is_replaced_once(tmp_path: Path) -> None:
    do = partial(ends_its_worker, mark=tmp_path, home=os.getpid())
    with workers(2, None, Told()) as work:
        assert work(do, range(6)) == [0, 1, 4, 9, 16, 25]
    assert (tmp_path / "once").exists()


@pytest.mark.usefixtures("at_once")
def test_processes_that_die_again_are_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "always").touch()
    do = partial(ends_its_worker, mark=tmp_path, home=os.getpid())
    with pytest.raises(Refusal) as refusal, workers(2, None, Told()) as work:
        work(do, range(6))
    assert refusal.value.first.kind is WORKERS_DIED


@pytest.mark.usefixtures("at_once")
def test_what_a_piece_raises_comes_out() -> None:
    with pytest.raises(np.linalg.LinAlgError), workers(2, None, Told()) as work:
        work(fails, range(4))


def test_no_pieces_are_no_work() -> None:
    assert Cores(2, Told())(fails, []) == []


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """Start a Dask cluster of two processes on this machine."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=50
    ) as local:
        yield local.scheduler_address


def test_a_cluster_computes_the_same_numbers(scheduler: str) -> None:
    told = Told()
    with workers(None, scheduler, told) as work:
        found = work(partial(largest, rows=300), PIECES)
    assert [value for value, _ in found] == HERE
    assert os.getpid() not in {process for _, process in found}
    assert told[-1] == (6, 6)


def test_a_worker_of_a_cluster_that_dies_has_its_pieces_done(
    scheduler: str, tmp_path: Path
) -> None:
    do = partial(ends_its_worker, mark=tmp_path, home=os.getpid())
    with workers(None, scheduler, Told()) as work:
        assert work(do, range(6)) == [0, 1, 4, 9, 16, 25]
    assert (tmp_path / "once").exists()


def test_a_piece_that_ends_every_worker_is_a_sentence(scheduler: str, tmp_path: Path) -> None:
    (tmp_path / "always").touch()
    do = partial(ends_its_worker, mark=tmp_path, home=os.getpid())
    with pytest.raises(Refusal) as refusal, workers(None, scheduler, Told()) as work:
        work(do, range(6))
    assert refusal.value.first.kind is CLUSTER_DIED


def test_what_a_piece_raises_on_a_cluster_comes_out(scheduler: str) -> None:
    with pytest.raises(np.linalg.LinAlgError), workers(None, scheduler, Told()) as work:
        work(fails, range(2))


def test_a_cluster_without_workers_is_a_sentence() -> None:
    with (
        LocalCluster(n_workers=0, dashboard_address=":0", silence_logs=50) as empty,
        pytest.raises(Refusal) as refusal,
        dask.cluster(empty.scheduler_address, Told(), patience=0.5) as work,
    ):
        work(partial(largest, rows=300), PIECES)
    assert refusal.value.first.kind is CLUSTER_DIED


def test_workers_with_another_prem_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Elsewhere:
        def run(self, *_: Any, **__: Any) -> dict[str, Any]:
            return {"tcp://a": "0.0.9"}

    with pytest.raises(Refusal) as refusal:
        dask._same_prem(Elsewhere())
    assert refusal.value.first.kind is OTHER_PREM
    assert "0.0.9" in str(refusal.value)


def test_without_dask_the_option_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Refusal) as refusal, workers(None, "tcp://127.0.0.1:1", Told()):
        pass
    assert refusal.value.first.kind is NO_DASK


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "127.0.0.1:x", ""])
def test_an_address_where_nobody_answers_is_a_sentence(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask, "CONNECTING", 0.5)
    with pytest.raises(Refusal) as refusal, workers(None, address, Told()):
        pass
    assert refusal.value.first.kind is NO_SCHEDULER


def test_the_command_says_it_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(dask, "CONNECTING", 0.5)
    (tmp_path / "scales.toml").write_text('[scales.a]\nitems = ["q1", "q2"]\n')
    words = ["analyse", "no.csv", "--scales", str(tmp_path / "scales.toml"), "--out", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", ["prem", *words, "--dask", "tcp://127.0.0.1:1"])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    assert (ended.value.code, said.out, said.err.count("\n")) == (1, "", 1)
    assert said.err.startswith("[422.971] no Dask scheduler answers at tcp://127.0.0.1:1;")


def test_the_same_call_runs_on_a_cluster_by_one_option(
    scheduler: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    generator = np.random.default_rng(6)
    common = generator.standard_normal((80, 1))
    values = np.clip(np.round(common + generator.standard_normal((80, 4)) + 3), 1, 5).astype(int)
    lines = ["q1,q2,q3,q4", *(",".join(map(str, row)) for row in values)]
    (tmp_path / "a.csv").write_text("\n".join(lines))
    (tmp_path / "s.toml").write_text('[scales.a]\nitems = ["q1", "q2", "q3", "q4"]\n')
    (tmp_path / "plan.toml").write_text(FEW_DRAWS)
    sent: list[int] = []
    real = dask.Cluster.__call__

    def counted(self: Any, do: Any, pieces: Any) -> Any:
        sent.append(len(pieces))
        return real(self, do, pieces)

    monkeypatch.setattr(dask.Cluster, "__call__", counted)
    found = {}
    for name, option in (("here", ("--jobs", "1")), ("there", ("--dask", scheduler))):
        words = ["analyse", str(tmp_path / "a.csv"), "--scales", str(tmp_path / "s.toml")]
        words += ["--plan", str(tmp_path / "plan.toml"), "--out", str(tmp_path / name)]
        monkeypatch.setattr(sys, "argv", ["prem", *words, *option])
        with pytest.raises(SystemExit) as ended:
            main()
        assert not ended.value.code
        found[name] = (tmp_path / name / "results.json").read_text()
    assert sum(sent) > 3  # the simulations were done there
    assert found["here"] == found["there"]
