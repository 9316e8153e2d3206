"""compose.yaml and Dockerfile, where no Docker is: valid, careful, and what the tests start."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from string import Template

import pytest

from consultation import outbox
from feedback.privacy import keys
from tests.services import ROOT
from tests.stack.servers import COMPOSE, TEMPLATE, command_of

SERVICES = COMPOSE["services"]
OURS = ("prepare", "web", "worker", "beat", "nginx")
BESIDE = ("postgres", "redis", "elasticsearch")
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def tool(name, *arguments):
    program = Path(sys.executable).with_name(name)
    if not program.exists():
        pytest.skip(f"{name.upper()} IS NOT INSTALLED: compose.yaml or Dockerfile is not checked")
    return subprocess.run([program, *arguments], cwd=ROOT, capture_output=True, text=True)


def test_compose_fulfils_the_specification():
    done = tool("check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml")
    assert done.returncode == 0, done.stdout


def test_the_dockerfile_is_clean():
    done = tool("hadolint", "Dockerfile")
    assert done.returncode == 0, done.stdout


def test_every_part_is_there():
    assert set(SERVICES) == {*OURS, *BESIDE}


def test_only_the_proxy_can_be_reached():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert COMPOSE["networks"]["back"]["internal"]
    assert all(SERVICES[name]["networks"] == ["back"] for name in BESIDE)


@pytest.mark.parametrize("name", OURS)
def test_our_containers_can_do_little(name):
    service = SERVICES[name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "user" not in service


def test_the_images_run_as_nobody_special():
    stages = DOCKERFILE.split("\nFROM ")
    users = [re.findall(r"^USER (\d+)", stage, re.M) for stage in stages[2:]]
    assert users == [["10001"], ["101"]]


def test_whoever_lasts_is_asked_for_their_health():
    lasting = [name for name in SERVICES if name != "prepare"]
    assert all("healthcheck" in SERVICES[name] for name in lasting)


def test_migrations_are_a_step_of_their_own_that_all_wait_for():
    for name in ("web", "worker", "beat"):
        waited = SERVICES[name]["depends_on"]["prepare"]
        assert waited["condition"] == "service_completed_successfully"
    assert "migrate" in SERVICES["prepare"]["command"][-1]


def test_no_secret_stands_in_the_file():
    words = (ROOT / "compose.yaml").read_text()
    secrets = re.findall(r"\$\{(\w*(?:PASSWORD|SECRET_KEY|FIELD_KEYS)\w*)([^}]*)\}", words)
    assert secrets
    assert all(rest == ":?run make stack" for _name, rest in secrets)


def test_every_variable_is_one_that_is_read():
    code = "\n".join(
        path.read_text() for path in (ROOT / "cms").rglob("*.py") if "migrations" not in path.parts
    )
    given = {name for service in ("web", "worker") for name in SERVICES[service]["environment"]}
    assert [name for name in given if f'"{name}"' not in code] == []


def test_the_proxy_is_given_all_that_its_configuration_asks_for():
    asked = set(re.findall(r"\$\{([A-Z_]+)\}", TEMPLATE.read_text()))
    named = set(re.findall(r"\$([A-Z_]+)", re.search(r"envsubst '([^']+)'", DOCKERFILE)[1]))
    given = set(re.findall(r"\b([A-Z_]+)=", DOCKERFILE[DOCKERFILE.index("AS proxy") :]))
    assert asked == named
    assert asked <= given


@pytest.mark.parametrize("service", ["web", "worker", "beat"])
def test_what_compose_starts_is_a_program_of_ours(service):
    program, *_arguments = command_of(service)
    assert Path(program).exists()


def test_all_queues_are_worked_on():
    arguments = command_of("worker")
    assert set(arguments[arguments.index("-Q") + 1].split(",")) == set(outbox.queues())


def test_the_configuration_of_the_proxy_is_one_that_nginx_takes(tmp_path):
    if shutil.which("nginx") is None:
        pytest.skip("NGINX IS NOT INSTALLED: the configuration in docs/deploy is not tried")
    words = Template(TEMPLATE.read_text()).safe_substitute(
        NGINX_LISTEN=8080, NGINX_STATE=tmp_path, NGINX_STATIC=tmp_path, NGINX_MEDIA=tmp_path,
        PUBLIC_SCHEME="https", NGINX_UPSTREAM="server 127.0.0.1:1; server 127.0.0.1:2;",
    )  # fmt: skip
    file = tmp_path / "nginx.conf"
    file.write_text(words)
    done = subprocess.run(["nginx", "-t", "-c", str(file)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_make_writes_secrets_that_the_settings_take(tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    subprocess.run(["make", "-s", ".env"], cwd=tmp_path, check=True)
    file = tmp_path / ".env"
    assert file.stat().st_mode & 0o777 == 0o600
    given = dict(line.split("=", 1) for line in file.read_text().splitlines())
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD", "ELASTIC_PASSWORD"):
        assert len(given[name]) >= 50
        assert given[name].isalnum()
    before = file.read_text()
    subprocess.run(["make", "-s", ".env"], cwd=tmp_path, check=True)
    assert file.read_text() == before
    assert list(keys.parse(given["FIELD_KEYS"])) == ["k1"]
