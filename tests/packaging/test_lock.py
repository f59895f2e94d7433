"""One lock serves every supported computer. Most can be shown by reading; a registry is asked where one answers."""

from __future__ import annotations

import importlib.metadata
import itertools
import re
import tomllib
from dataclasses import dataclass, replace

import lock
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

PROJECT = tomllib.loads((lock.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
# What a marker can ask, for each supported computer.
MACHINES = {
    "x86_64-manylinux_2_34": ("linux", "posix", "Linux", "x86_64"),
    "aarch64-manylinux_2_39": ("linux", "posix", "Linux", "aarch64"),
    "x86_64-pc-windows-msvc": ("win32", "nt", "Windows", "AMD64"),
    "aarch64-apple-darwin": ("darwin", "posix", "Darwin", "arm64"),
}
ASKED = ("sys_platform", "os_name", "platform_system", "platform_machine")
EVERYWHERE = list(itertools.product(lock.SUPPORTED, lock.PYTHONS))
everywhere = pytest.mark.parametrize(
    ("platform", "python"), EVERYWHERE, ids=lambda value: getattr(value, "triple", value)
)


@dataclass(frozen=True)
class Pin:
    """One package of the lock: what it is and where it applies, and the hashes of its files."""

    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def name(self):
        return canonicalize_name(self.requirement.name)

    def applies(self, environment):
        return self.requirement.marker is None or self.requirement.marker.evaluate(environment)


def read(text):
    """The pins of a lock; anything in it that is neither a pin, a hash nor a comment is an error."""
    lines = [
        line for line in text.replace("\\\n", " ").splitlines() if line.strip() and not line.strip().startswith("#")
    ]
    pins = []
    for line in lines:
        requirement, *rest = re.split(r"\s+(?=--hash=)", line.strip())
        hashes = [HASH.fullmatch(each.strip()) for each in rest]
        if not all(hashes):
            raise ValueError(line)
        pins.append(Pin(Requirement(requirement), tuple(match[1] for match in hashes)))
    return pins


PINS = read(lock.LOCK.read_text(encoding="utf-8"))


def declared():
    """Every requirement of pyproject.toml: what runs, what builds, what tests."""
    groups = PROJECT["dependency-groups"]
    listed = itertools.chain(
        PROJECT["project"]["dependencies"],
        PROJECT["build-system"]["requires"],
        *([each for each in group if isinstance(each, str)] for group in groups.values()),
    )
    return [Requirement(each) for each in listed]


def environment(platform, python):
    """What pip knows of such a computer, as PEP 508 names it."""
    return {
        **dict(zip(ASKED, MACHINES[platform.triple], strict=True)),
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }


def wheels():
    """wheels.txt: file name to hash."""
    lines = lock.WHEELS.read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


def without_a_wheel(pins, files, platform, python):
    """The packages that such a computer needs, and for which no file both fits it and has its hash in the lock."""
    tags = platform.tags(python)
    fitting = {(parse_wheel_filename(name)[0], digest) for name, digest in files.items() if lock.fits(name, tags)}
    return [
        pin.name
        for pin in pins
        if pin.applies(environment(platform, python))
        and not any((pin.name, digest) in fitting for digest in pin.hashes)
    ]


# ---- What can be read from the lock alone ----


def test_every_package_is_pinned_and_hashed():
    assert len(PINS) > len(declared())
    for pin in PINS:
        (specifier,) = pin.requirement.specifier
        assert specifier.operator == "=="
        assert "*" not in specifier.version
        assert pin.requirement.url is None
        assert pin.hashes, pin.name


def test_it_names_no_address_and_no_option():
    text = lock.LOCK.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-", re.sub(r"--hash=sha256:\w+", "", text), re.MULTILINE)


@pytest.mark.parametrize(
    "bad",
    [
        "reportlab==5.1.0 --index-url elsewhere",
        "reportlab==5.1.0 --hash=md5:00",
        "-r other.txt",
        "reportlab @ file:///x y",
    ],
)
def test_reading_refuses_what_is_not_a_pin(bad):
    with pytest.raises(ValueError, match=re.escape(bad.split(maxsplit=1)[0])):
        read(f"{bad}\n")


@everywhere
def test_every_pin_has_a_hashed_wheel_that_fits(platform, python):
    assert without_a_wheel(PINS, wheels(), platform, python) == []


def test_a_wheel_that_is_gone_or_altered_or_for_another_computer_is_missed():
    """The control of the test above."""
    windows, mac = lock.SUPPORTED[2], lock.SUPPORTED[3]
    files = wheels()
    less = {name: digest for name, digest in files.items() if not ("pikepdf" in name and "win_amd64" in name)}
    assert without_a_wheel(PINS, less, windows, "3.12") == ["pikepdf"]
    assert without_a_wheel(PINS, less, mac, "3.12") == []
    altered = {name: digest[::-1] if name.startswith("bech32") else digest for name, digest in files.items()}
    assert without_a_wheel(PINS, altered, mac, "3.11") == ["bech32"]
    older = replace(mac, macos="12.0")
    assert "pyside6-essentials" in without_a_wheel(PINS, files, older, "3.11")


@everywhere
def test_it_satisfies_everything_that_pyproject_asks_for(platform, python):
    here = {pin.name: pin.requirement for pin in PINS if pin.applies(environment(platform, python))}
    for wanted in declared():
        assert canonicalize_name(wanted.name) in here
        (pinned,) = here[canonicalize_name(wanted.name)].specifier
        assert wanted.specifier.contains(pinned.version, prereleases=True), wanted


@everywhere
def test_no_package_is_pinned_twice_for_one_computer(platform, python):
    names = [pin.name for pin in PINS if pin.applies(environment(platform, python))]
    assert len(names) == len(set(names))


@everywhere
def test_it_holds_what_its_packages_need_themselves(platform, python):
    """Closed: whatever a package that is installed here says it needs there is in the lock too."""
    there = environment(platform, python)
    pinned = {pin.name for pin in PINS if pin.applies(there)}
    installed = {canonicalize_name(each.name): each.requires or [] for each in importlib.metadata.distributions()}
    looked_at = pinned & installed.keys()
    assert len(looked_at) > 30
    for name in looked_at:
        for need in map(Requirement, installed[name]):
            if need.marker is None or need.marker.evaluate(there):
                assert canonicalize_name(need.name) in pinned, f"{name} needs {need}"


def test_the_build_uses_the_same_pins():
    pinned = {pin.name: str(pin.requirement.specifier) for pin in PINS}
    for requirement in map(Requirement, PROJECT["build-system"]["requires"]):
        assert str(requirement.specifier) == pinned[canonicalize_name(requirement.name)]


def test_every_supported_platform_is_described_in_platforms_md():
    text = (lock.ROOT / "packaging" / "PLATFORMS.md").read_text(encoding="utf-8")
    for words in ("glibc 2.34", "glibc 2.39", "Windows on Intel or AMD", "macOS 14", *lock.PYTHONS):
        assert words in text


# ---- What only a package registry can say: that it still offers all this ----


@pytest.fixture(scope="module")
def registry(tmp_path_factory):
    """Skips, saying why, where no registry answers; a registry that answers wrongly is no excuse."""
    into = tmp_path_factory.mktemp("registry")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UV_HTTP_RETRIES", "0")
        answer = lock.uv("pip", "install", "--dry-run", "--no-deps", "--refresh", "--target", into, "bech32")
    if answer.returncode and re.search(r"Failed to fetch|error sending request|dns error|offline", answer.stderr):
        pytest.skip("no package registry answers: " + " ".join(answer.stderr.split("error:", 1)[-1].split()))
    assert answer.returncode == 0, answer.stderr


@pytest.mark.registry
@everywhere
def test_the_lock_can_be_installed(registry, platform, python, tmp_path):
    answer = lock.plan(platform, python, tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert "pyside6-essentials==" in answer.stderr


@pytest.mark.registry
@pytest.mark.parametrize(("platform", "culprit"), lock.UNSUPPORTED, ids=lambda value: getattr(value, "triple", value))
def test_what_cannot_be_still_cannot(registry, platform, culprit, tmp_path):
    """The control of the test above; and on the day it fails, PLATFORMS.md can promise more."""
    answer = lock.plan(platform, lock.PYTHONS[0], tmp_path)
    assert answer.returncode != 0
    assert re.search(rf"{culprit}==\S+ has no (usable )?wheels", answer.stderr)


@pytest.mark.registry
def test_the_registry_offers_the_very_files_of_the_list(registry, tmp_path):
    offered = lock.wheels_on_offer(tmp_path)
    assert wheels().items() <= offered.items()
