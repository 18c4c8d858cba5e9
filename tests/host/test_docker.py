"""docker/ as far as it can be judged without an engine: it parses, and its parts fit each other."""

import configparser
import re
from pathlib import Path

import yaml

from scripts.host import server

REPO = Path(__file__).resolve().parents[2]
DOCKER = REPO / "docker"
COMPOSE = yaml.safe_load((DOCKER / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (DOCKER / "Dockerfile").read_text(encoding="utf-8")


def conf(text):
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(text)
    return parser["options"]


def test_services_fit_each_other():
    db, odoo = COMPOSE["services"]["db"], COMPOSE["services"]["odoo"]
    assert odoo["environment"]["HOST"] == "db"
    assert odoo["environment"]["USER"] == db["environment"]["POSTGRES_USER"] != "postgres"
    assert odoo["environment"]["PASSWORD"] == db["environment"]["POSTGRES_PASSWORD"]
    assert odoo["depends_on"]["db"]["condition"] == "service_healthy" and db["healthcheck"]
    used = {volume.split(":")[0] for service in COMPOSE["services"].values() for volume in service["volumes"]}
    assert used == set(COMPOSE["volumes"])


def test_nothing_is_open_to_the_network_and_no_password_is_written_down():
    assert all(port.startswith("127.0.0.1:") for port in COMPOSE["services"]["odoo"]["ports"])
    assert "ports" not in COMPOSE["services"]["db"]
    assert COMPOSE["services"]["db"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")


def test_the_build_finds_its_files():
    build = COMPOSE["services"]["odoo"]["build"]
    context = (DOCKER / build["context"]).resolve()
    assert context == REPO
    assert (context / build["dockerfile"]).samefile(DOCKER / "Dockerfile")
    for source in re.findall(r"^COPY (\S+) ", DOCKERFILE, re.M):
        assert (context / source).exists(), source


def test_images_are_named_without_a_registry():
    images = [COMPOSE["services"]["db"]["image"], *re.findall(r"^FROM (\S+)", DOCKERFILE, re.M)]
    assert all(re.fullmatch(r"[a-z]+:\d+", image) for image in images)


def test_the_configuration_has_the_limits_of_the_host():
    ours, theirs = conf((DOCKER / "odoo.conf").read_text(encoding="utf-8")), conf(server.CONF)
    assert ours["limit_time_real_cron"] == theirs["limit_time_real_cron"] == "600"
    assert ours["addons_path"] in DOCKERFILE
    assert ours["data_dir"] in COMPOSE["services"]["odoo"]["volumes"][0]
    assert ours["list_db"] == "False" and re.fullmatch(ours["dbfilter"], ours["db_name"])
