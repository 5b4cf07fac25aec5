"""The wheel carries all that the tool needs, and runs where no checkout is.

It is built from a copy of the project's files and unpacked into a folder of its own. What it
depends on comes from the environment that runs these tests; the package itself must not.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from .tree import ROOT, project_files

pytestmark = pytest.mark.slow

DATA = "lti_tool/_data"

# Python adds the folder a program starts in, and an editable installation its checkout: both are
# taken off, so that nothing but the unpacked wheel can answer.
ONLY_THE_WHEEL = f"""
import sys
sys.path[:] = [{{unpacked!r}}, *(p for p in sys.path if p not in ("", {str(ROOT)!r}))]
sys.meta_path[:] = [f for f in sys.meta_path if "editable" not in repr(f).lower()]
import lti_tool
assert lti_tool.__file__.startswith({{unpacked!r}}), lti_tool.__file__
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("copy")
    for file in project_files():
        target = copy / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(copy / "dist")],
        cwd=copy,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (built,) = (copy / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run(
        [*command, "--disable-pip-version-check", "--target", str(folder), str(wheel)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return folder


def run(unpacked: Path, elsewhere: Path, program: str) -> str:
    """What a program says that finds the tool in the wheel alone."""
    said = subprocess.run(
        [sys.executable, "-c", ONLY_THE_WHEEL.format(unpacked=str(unpacked)) + program],
        cwd=elsewhere,
        check=False,
        env={k: v for k, v in os.environ.items() if not k.startswith(("MENTOR_", "PYTHONPATH"))},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert said.returncode == 0, said.stderr
    return said.stdout


@pytest.mark.parametrize("folder", ["templates", "static", "modules"])
def test_every_file_beside_the_package_is_in_it(names: set[str], folder: str) -> None:
    ours = [f for f in project_files() if f.is_relative_to(ROOT / folder)]
    expected = {f"{DATA}/{file.relative_to(ROOT).as_posix()}" for file in ours}
    assert expected
    assert expected - names == set()


def test_every_file_of_the_package_is_in_it(names: set[str]) -> None:
    ours = [f for f in project_files() if f.is_relative_to(ROOT / "lti_tool")]
    assert {file.relative_to(ROOT).as_posix() for file in ours} - names == set()


@pytest.mark.parametrize(
    "name",
    [
        f"{DATA}/templates/pdf/certificate.html",
        f"{DATA}/modules/west-london/scheme.yaml",
        f"{DATA}/modules/national-standards/standards.yaml",
        "lti_tool/persistence/migrations/env.py",
        "lti_tool/persistence/migrations/versions/0001_the_first_tables.py",
        "lti_tool/demo/templates/home.html",
        "lti_tool/demo/personas.yaml",
    ],
)
def test_what_nothing_starts_without_is_in_it(names: set[str], name: str) -> None:
    assert name in names


def test_nothing_else_is_in_it(names: set[str]) -> None:
    assert {name.split("/")[0].partition("-")[0] for name in names} == {
        "lti_tool",
        "mentor_modules",
    }
    assert [n for n in names if "__pycache__" in n or "/tests/" in n or n.endswith(".db")] == []


def test_the_command_checks_the_packs_of_the_wheel(unpacked: Path, tmp_path: Path) -> None:
    said = run(
        unpacked,
        tmp_path,
        "import runpy\n"
        "sys.argv = ['mentor-modules', 'content', 'check']\n"
        "runpy.run_module('lti_tool.cli', run_name='__main__')\n",
    )
    assert "west-london/entry-1: " in said
    assert "west-london/entry-2: " in said


def test_the_application_serves_pages_from_the_wheel(unpacked: Path, tmp_path: Path) -> None:
    database = tmp_path / "tool.db"
    said = run(
        unpacked,
        tmp_path,
        "import json\n"
        "from lti_tool.cli.runtime import running_house\n"
        "from lti_tool.config import Settings, data_folder\n"
        "from lti_tool.app import create_app\n"
        "from lti_tool.persistence.schema import bring_up_to_date\n"
        f"settings = Settings.from_environment({{'MENTOR_DATABASE_URL': 'sqlite:///{database}'}})\n"
        "with running_house(settings, checked=False):\n"
        "    bring_up_to_date()\n"
        "with running_house(settings):\n"
        "    pass\n"
        "browser = create_app(settings).test_client()\n"
        "pages = {path: browser.get(path).status_code for path in ('/', '/privacy', '/readyz')}\n"
        "folders = [str(data_folder(n)) for n in ('templates', 'static', 'modules')]\n"
        "print(json.dumps({'pages': pages, 'folders': folders}))\n",
    )
    found = json.loads(said.splitlines()[-1])
    assert found["pages"] == {"/": 200, "/privacy": 200, "/readyz": 200}
    assert found["folders"] == [
        str(unpacked / DATA / name) for name in ("templates", "static", "modules")
    ]
    assert [f.name for f in tmp_path.iterdir() if not f.name.startswith("tool.db")] == [
        "mentor-modules-files"
    ]


def test_the_demo_shows_its_people_from_the_wheel(unpacked: Path, tmp_path: Path) -> None:
    said = run(
        unpacked,
        tmp_path,
        "from lti_tool.demo.config import DemoConfig\n"
        "from lti_tool.demo.platform import create_platform\n"
        f"config = DemoConfig.from_env({{'DEMO_LMS_DATA_DIR': {str(tmp_path / 'lms')!r}}})\n"
        "browser = create_platform(config).test_client()\n"
        "print(browser.get('/', base_url=config.issuer).text)\n",
    )
    assert "Amara Okafor" in said
