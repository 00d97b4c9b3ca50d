"""Programs under one: started again when they die, given up, with the reason, in the end."""

import os
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from ogp_portal.foundation.runtime.supervisor import MOST_DEATHS, KeepsDying, Stopped, Supervisor

ENVIRONMENT = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}


def program(code: str) -> list[str]:
    return [sys.executable, "-S", "-c", code]


def supervise(programs, when_ready=lambda: False, say_ready=lambda: None):
    supervisor = Supervisor(programs, environment=ENVIRONMENT, back_off=0.02)
    supervisor.run(when_ready=when_ready, say_ready=say_ready, look_after_database=lambda: None)
    return supervisor


@pytest.fixture(autouse=True)
def _signals_of_its_own():
    import signal

    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def test_a_program_that_keeps_dying_is_given_up_in_one_sentence_that_says_why(tmp_path, capsys):
    tries = tmp_path / "tries"
    broken = (
        f"open({str(tries)!r}, 'a').write('x'); import sys; "
        "print('first line', file=sys.stderr); sys.exit('psycopg: no such socket')"
    )
    alive = tmp_path / "alive"
    other = f"import os, time; open({str(alive)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    with pytest.raises(KeepsDying) as death:
        supervise({"web": program(other), "trabajador": program(broken)})
    assert tries.read_text() == "x" * 5
    sentence = str(death.value)
    assert "trabajador se cayó 5 veces" in sentence
    assert "(código 1)" in sentence
    assert "«psycopg: no such socket»" in sentence
    assert "repita `python3 manage.py up`" in sentence
    assert not Path(f"/proc/{alive.read_text()}").exists(), "the others stop with it"
    assert capsys.readouterr().err.count("first line") == 5, "what it said is on the console"


def test_the_reason_is_the_error_and_not_what_a_server_says_after_it():
    broken = (
        "import sys; print('PermissionError: [Errno 13] denied: x', file=sys.stderr); "
        "sys.exit('[ERROR] Reason: Worker failed to boot.')"
    )
    with pytest.raises(KeepsDying, match=r"«PermissionError: \[Errno 13\] denied: x»"):
        supervise({"web": program(broken)})


def test_each_new_start_waits_longer_than_the_last(tmp_path):
    times = tmp_path / "times"
    broken = (
        f"import time; open({str(times)!r}, 'a').write(f'{{time.time()}}\\n'); raise SystemExit(3)"
    )
    supervisor = Supervisor({"calendario": program(broken)}, environment=ENVIRONMENT, back_off=0.2)
    with pytest.raises(KeepsDying, match=r"código 3.*fue nada"):
        supervisor.run(
            when_ready=lambda: False, say_ready=lambda: None, look_after_database=lambda: None
        )
    starts = [float(line) for line in times.read_text().split()]
    pauses = [later - earlier for earlier, later in pairwise(starts)]
    assert len(pauses) == MOST_DEATHS - 1
    assert all(pause >= 0.2 * 2**turn for turn, pause in enumerate(pauses))


def test_a_program_that_dies_once_is_started_again_and_nothing_is_given_up(tmp_path):
    mark = tmp_path / "mark"
    code = (
        f"import os, sys, time; path = {str(mark)!r}\n"
        "if not os.path.exists(path): open(path, 'w').close(); sys.exit(1)\n"
        "open(path + '.again', 'w').close(); time.sleep(60)"
    )
    deadline = time.monotonic() + 30

    def again():
        assert time.monotonic() < deadline
        return (tmp_path / "mark.again").exists()

    def stop():
        raise Stopped

    supervisor = supervise({"web": program(code)}, when_ready=again, say_ready=stop)
    assert supervisor.programs == []
