import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.administrators import AdministratorRefused, create_administrator
from accounts.models import JournalEntry, User
from tests.factories import NOON

pytestmark = pytest.mark.django_db
PASSWORD = "neuf pommes au jardin"


def test_an_administrator_manages_people_and_never_sends() -> None:
    user = create_administrator(username="nadia", password=PASSWORD, now=NOON)

    user = User.objects.get(pk=user.pk)
    assert (user.is_staff, user.is_superuser) == (True, False)
    assert user.check_password(PASSWORD)
    assert user.has_perms(["accounts.administer", "accounts.change_user"])
    assert not user.has_perm("accounts.send_alert")
    assert JournalEntry.objects.get().target_id == str(user.pk)


@pytest.mark.parametrize(
    ("username", "password"),
    [("nadia", "court"), ("na dia", PASSWORD), ("nadia", "123456789012"), ("", PASSWORD)],
)
def test_a_weak_password_or_a_malformed_name_creates_nobody(username: str, password: str) -> None:
    with pytest.raises(AdministratorRefused):
        create_administrator(username=username, password=password, now=NOON)

    assert not User.objects.exists()


def test_an_account_that_is_there_is_never_changed() -> None:
    create_administrator(username="nadia", password=PASSWORD, now=NOON)

    with pytest.raises(AdministratorRefused, match="existe déjà"):
        create_administrator(username="Nadia", password="une autre phrase longue", now=NOON)

    assert User.objects.get().check_password(PASSWORD)


def test_the_command_takes_the_password_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEOALERT_ADMIN_PASSWORD", PASSWORD)
    said = io.StringIO()

    call_command("create_admin", "nadia", stdout=said)

    assert User.objects.get(username="nadia").check_password(PASSWORD)
    assert PASSWORD not in said.getvalue()


def test_without_a_terminal_or_a_variable_the_command_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GEOALERT_ADMIN_PASSWORD", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO())

    with pytest.raises(CommandError, match="GEOALERT_ADMIN_PASSWORD") as refused:
        call_command("create_admin", "nadia")

    assert refused.value.returncode == 2


def test_a_command_that_is_refused_says_why(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setenv("GEOALERT_ADMIN_PASSWORD", "court")

    with pytest.raises(CommandError, match="12"):
        call_command("create_admin", "nadia")
