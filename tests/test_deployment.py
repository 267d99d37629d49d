"""The containers are what the supervisor runs: the same commands, the same settings, no secret inside."""

import re
import subprocess
from fnmatch import fnmatch

import pytest

from geoalert.supervisor import services as supervised
from geoalert.supervisor.layout import PROJECT
from geoalert.supervisor.postgres import SETTINGS
from tests.deployment import compose, known_names, services, settings_read

OURS = {name: service for name, service in services().items() if service["image"].startswith("geoalert:")}
KANNELS = {name: service for name, service in services().items() if "kannel" in service["image"]}


@pytest.mark.parametrize("name", supervised.NAMES)
def test_each_service_becomes_the_process_that_the_supervisor_runs(name: str) -> None:
    command = OURS[name]["command"]

    assert command[:4] == ["python", "-m", "geoalert.supervisor.services", name]
    assert command[4:] == (["--bind", "0.0.0.0:8000"] if name in supervised.LOOPBACK else [])


def test_nothing_but_the_parts_of_the_deployment_is_there() -> None:
    others = {"database", "broker", "migrate", "bearerbox", "smsbox", "phones", "town"}

    assert services().keys() == {*supervised.NAMES, *others}


@pytest.mark.parametrize("name", OURS)
def test_every_variable_given_is_one_that_the_settings_read(name: str) -> None:
    assert OURS[name]["environment"].keys() <= known_names()


def test_every_secret_is_given_by_a_file_and_to_those_alone_who_read_it() -> None:
    secrets = {name for name, secret in settings_read().items() if secret}
    for service in OURS.values():
        assert not secrets & service["environment"].keys()
        assert {f"{name}_FILE" for name in secrets} <= service["environment"].keys()
        assert set(service["secrets"]) == secrets
    assert compose()["secrets"].keys() == secrets | {"SMPP_PASSWORD", "KANNEL_DOOR_SECRET"}


def test_only_the_fictitious_parts_need_the_demo_profile() -> None:
    demo = {name for name, service in services().items() if service.get("profiles") == ["demo"]}

    assert demo == {"phones", "town"}


def test_the_receiver_is_there_for_smpp_alone_and_reaches_the_operator() -> None:
    assert [name for name, service in services().items() if service.get("profiles") == ["smpp"]] == [
        "receiver"
    ]
    for name in ("worker", "dispatcher", "receiver"):
        assert "outside" in services()[name]["networks"]


def test_the_database_keeps_a_subscriber_out_of_its_log_as_the_private_one_does() -> None:
    given = dict(option.removeprefix("-c").split("=") for option in services()["database"]["command"][1:])

    assert given == {name: value for name, value in SETTINGS.items() if name != "listen_addresses"}


def test_workers_scale_and_only_the_loopback_of_the_host_is_published() -> None:
    assert not any("container_name" in service or "hostname" in service for service in services().values())
    published = {name: service["ports"] for name, service in services().items() if "ports" in service}
    assert published == {
        "web": ["127.0.0.1:${GEOALERT_PORT:-8000}:8000"],
        "receipts": ["127.0.0.1:${GEOALERT_RECEIPTS_PORT:-9000}:8000"],
    }


def test_what_is_published_is_on_a_network_that_the_host_reaches() -> None:
    for service in services().values():
        assert "ports" not in service or service["networks"] == ["inside", "outside"]


def test_a_restore_stops_all_that_holds_the_database() -> None:
    page = (PROJECT / "docs" / "operations.md").read_text()

    stopped = re.search(r"^docker compose stop (.+)$", page, re.MULTILINE)
    assert stopped
    assert set(stopped[1].split()) == set(supervised.NAMES)


def test_no_source_is_mounted_and_every_volume_is_named() -> None:
    named = set(compose()["volumes"])
    for service in services().values():
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in named


@pytest.mark.parametrize("name", [*OURS, *KANNELS])
def test_a_container_of_ours_is_nobody_who_may_do_nothing_else(name: str) -> None:
    service = services()[name]

    assert service["user"] == "${GEOALERT_UID:-1000}:${GEOALERT_GID:-1000}"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]


@pytest.mark.parametrize("file", ["Dockerfile", "deploy/kannel/Dockerfile"])
def test_an_image_stands_on_a_pinned_version_and_runs_as_nobody(file: str) -> None:
    lines = (PROJECT / file).read_text().splitlines()
    bases = [line.split()[1] for line in lines if line.startswith("FROM ")]

    assert all(re.search(r":\d+\.\d+", base) for base in bases)
    assert [line for line in lines if line.startswith("USER ")][-1] in {"USER geoalert", "USER nobody"}
    assert not [line for line in lines if re.match(r"(ENV|ARG) .*(SECRET|PASSWORD|KEY)", line)]


def ignored(file: str) -> list[str]:
    lines = [line.strip() for line in (PROJECT / file).read_text().splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(
    "name",
    [
        *(line.strip("/") for line in ignored(".gitignore")),
        *(".git", ".env.production", "paris.env", "deploy/paris.env", ".venv-3.12", "geoalert.dump"),
    ],
)
def test_what_is_of_one_machine_alone_goes_into_no_image(name: str) -> None:
    patterns = ignored(".dockerignore")

    assert not [pattern for pattern in patterns if pattern.startswith("!")]
    assert any(fnmatch(name, pattern.removeprefix("**/")) for pattern in patterns)


def test_images_named_by_the_compose_file_are_pinned() -> None:
    assert all(re.search(r":\d+\.\d+|:17-3\.5", service["image"]) for service in services().values())


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"KANNEL_SMSC": "other"}, "fake or smpp"),
        ({"KANNEL_SMSC": "fake", "KANNEL_PASSWORD_FILE": "/dev/null"}, "is empty"),
        ({"KANNEL_SMSC": "smpp", "SMPP_PASSWORD_FILE": "/dev/null"}, "is empty"),
        (
            {"KANNEL_SMSC": "fake", "GEOALERT_REPLY_BASE_URL": "x", "DOOR_SECRET_FILE": "/dev/null"},
            "empty",
        ),
        ({"KANNEL_SMSC": "smpp", "SMPP_HOST": "a\ngroup = core", "SMPP_USERNAME": "u"}, "line break"),
    ],
)
def test_kannel_does_not_start_on_half_a_configuration(
    tmp_path_factory: pytest.TempPathFactory, given: dict[str, str], said: str
) -> None:
    folder = tmp_path_factory.mktemp("kannel")
    (folder / "password").write_text("p")
    password = str(folder / "password")
    surroundings = {"KANNEL_PASSWORD_FILE": password, "SMPP_PASSWORD_FILE": password, "TMPDIR": str(folder)}

    done = subprocess.run(
        ["/bin/sh", str(PROJECT / "deploy" / "kannel" / "entry"), "bearerbox"],
        env={"PATH": "/usr/bin:/bin", **surroundings, **given},
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )

    assert done.returncode != 0
    assert said in done.stderr
