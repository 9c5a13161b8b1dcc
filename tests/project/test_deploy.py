"""`compose.yaml` and the manifests for Kubernetes: they fit their schemas, agree with the bot, and give up what they can. Nothing
of it is run here."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.__main__ import COMMANDS, parser
from bot.config.keys import KEYS

ROOT = Path(__file__).parents[2]
SCHEMAS = Path(__file__).parent / "schemas"
Json = dict[str, Any]


def compose() -> Json:
    found: Json = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return found


def manifests() -> list[Json]:
    files = sorted((ROOT / "deploy" / "kubernetes").glob("*.yaml"))
    return [each for file in files for each in yaml.safe_load_all(file.read_text())]


def pods() -> list[Json]:
    return [each["spec"]["template"]["spec"] for each in manifests() if each["kind"] == "Deployment"]


def fits(manifest: Json) -> None:
    """Raises ValidationError."""
    schema = json.loads((SCHEMAS / "kubernetes.json").read_text())
    name = schema["kinds"][f"{manifest['apiVersion']} {manifest['kind']}"]
    wanted = {"$ref": f"#/definitions/{name}", "definitions": schema["definitions"]}
    jsonschema.validate(manifest, wanted)


def test_each_manifest_fits_the_schema_of_its_kind() -> None:
    for manifest in manifests():
        fits(manifest)
    (deployment, *_) = (each for each in manifests() if each["kind"] == "Deployment")
    deployment["spec"]["template"]["spec"]["containers"][0]["livenesProbe"] = {}
    with pytest.raises(jsonschema.ValidationError):
        fits(deployment)


def test_the_compose_file_fits_its_schema() -> None:
    schema = json.loads((SCHEMAS / "compose.json").read_text())
    jsonschema.validate(compose(), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**compose(), "servises": {}}, schema)


def test_a_pod_gives_up_what_it_can_and_says_how_it_is() -> None:
    for pod in pods():
        (container,) = pod["containers"]
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["automountServiceAccountToken"] is False
        rights = container["securityContext"]
        assert (rights["readOnlyRootFilesystem"], rights["allowPrivilegeEscalation"]) == (True, False)
        assert rights["capabilities"] == {"drop": ["ALL"]}
        assert container["resources"]["requests"]
        assert container["resources"]["limits"]["memory"]
        paths = {
            name: container[name]["httpGet"]["path"] for name in ("startupProbe", "livenessProbe", "readinessProbe")
        }
        assert paths == {"startupProbe": "/healthz", "livenessProbe": "/healthz", "readinessProbe": "/readyz"}
        assert {each["mountPath"] for each in container["volumeMounts"]} == {"/keys", "/data", "/tmp"}  # noqa: S108
        assert not [each for each in container["env"] if re.search("TOKEN|SECRET|URI|KEY", each["name"])]


def test_a_service_of_compose_gives_up_what_it_can() -> None:
    for name in ("receive", "work"):
        service = compose()["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["user"] == "10001:10001"
        assert "keys:/keys" in service["volumes"]
    assert compose()["networks"]["inside"]["internal"] is True
    assert [port for port in compose()["services"]["receive"]["ports"] if not port.startswith("127.0.0.1:")] == []
    assert [
        name for name, service in compose()["services"].items() if name.startswith("mongo") and "ports" in service
    ] == []


def test_what_reads_a_secret_stays_root() -> None:
    """The image's entrypoint turns into a user who may not read files of 0600, as docs/fleet.md has them made."""
    for name, service in compose()["services"].items():
        if "secrets" in service and service.get("image", "").startswith("mongo:"):
            assert "entrypoint" in service or service["command"][0] == "bash", name


def test_what_they_start_there_is_and_the_image_has_it() -> None:
    image = (ROOT / "Dockerfile").read_text()
    commands = [pod["containers"][0]["args"] for pod in pods()]
    commands += [compose()["services"][name]["command"] for name in ("receive", "work")]
    assert sorted(map(tuple, commands)) == sorted(
        [("python", "-m", "bot", "serve", "--no-worker"), ("python", "-m", "bot", "worker")] * 2
    )
    for _python, _m, _bot, name, *options in commands:
        assert name in COMMANDS
        assert parser(name).parse_args([name, *options]).command == name
    known = {key.name for key in KEYS}
    given = {each["name"] for pod in pods() for each in pod["containers"][0]["env"]}
    assert given | set(compose()["x-bot"]["environment"]) <= known
    assert "USER 10001" in image
    assert "/healthz" in image
    assert "HOST=0.0.0.0" in image
    assert "PORT=3000" in image
