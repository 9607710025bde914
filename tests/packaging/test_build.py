"""The one command: every step it offers is there, a failed one says why, and README names them."""

import build
import bundle
import pytest
import times


@pytest.mark.parametrize("name", build.STEPS)
def test_every_step_can_be_carried_out(name):
    assert callable(build.step(name))


def test_a_step_that_fails_is_named_and_ends_the_rest(tmp_path, monkeypatch, capsys):
    done = []

    def fail(work, anew):
        raise bundle.BuildFailed("there is no program folder")

    monkeypatch.setattr(build, "step", lambda name: fail if name == "deb" else lambda *_: done.append(name))

    code = build.main(["linux", "deb", "portable", "--work", str(tmp_path / "工作")])

    assert code == 1
    assert done == ["linux"]
    assert capsys.readouterr().err == "deb: there is no program folder\n"


def test_the_start_is_judged_by_the_work_it_takes(capsys):
    source = [times.Start(0.5, 0.3, 100)] * 3
    installed = [times.Start(2.0, 0.36, 110)] * 3

    assert times.ratio(installed, source) == pytest.approx(1.2)
    assert "ratio          4.00       1.20" in capsys.readouterr().out
