"""Stand-ins for modules: nothing is read until something is asked of them, and then they are the modules."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BEGIN = "import sys; from ui.later import Later, import_later, waiting\nimport_later('tabnanny', 'sched')\n"


def said_by(code: str) -> list[str]:
    """The lines a program of its own prints."""
    done = subprocess.run([sys.executable, "-c", BEGIN + code], cwd=ROOT, capture_output=True, check=True)
    return done.stdout.decode("utf-8").split()


def test_an_import_reads_nothing():
    assert said_by("import tabnanny, sched; print(*waiting(), 'tokenize' in sys.modules)") == [
        "tabnanny",
        "sched",
        "False",
    ]


def test_the_first_question_fills_a_module_in():
    said = said_by("import tabnanny; print(tabnanny.check.__name__, *waiting(), type(tabnanny).__name__)")

    assert said == ["check", "sched", "module"]


def test_a_name_can_be_imported_from_one():
    assert said_by("from sched import scheduler; print(scheduler.__name__, *waiting())") == ["scheduler", "tabnanny"]


def test_what_a_module_does_not_have_is_missing():
    said = said_by("import sched\ntry: sched.nothing\nexcept AttributeError: print('missing', hasattr(sched, 'time'))")

    assert said == ["missing", "True"]


def test_asking_whether_it_is_a_package_reads_nothing():
    said = said_by("try: import sched.inner\nexcept ModuleNotFoundError: print('none', *waiting())")

    assert said == ["none", "tabnanny", "sched"]


def test_two_threads_that_ask_at_once_both_get_the_whole_module():
    code = """
import sched, threading
ready, found = threading.Barrier(8), []
def ask():
    ready.wait()
    found.append(sched.scheduler)
threads = [threading.Thread(target=ask) for _ in range(8)]
[one.start() for one in threads]; [one.join() for one in threads]
print(len(found), len(set(found)))
"""

    assert said_by(code) == ["8", "1"]


def test_a_module_that_is_there_already_stays_as_it_is():
    assert said_by("import_later('sys', 'subprocess_of_nobody'); print(type(sys).__name__)") == ["module"]
