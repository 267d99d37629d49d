"""The task behind the bell."""

from dataclasses import fields

from geoalert.supervisor.process import Child
from messaging import tasks


def test_it_ends_by_itself_before_an_end_of_its_worker_runs_out_of_patience() -> None:
    (patience,) = (field.default for field in fields(Child) if field.name == "patience")

    assert patience > tasks.BUDGET_SECONDS + 5
