"""Writes packaging/requirements.lock, and packaging/wheels.txt which shows that it serves each platform.

`make lock` runs it. One lock serves every platform and Python: environment markers choose the packages, and the hashes
of every platform's files are listed, so that nothing unexpected can be installed anywhere. A hash does not say which
computer its file is for; wheels.txt does, so that a test can tell without asking anyone. `make lock ARGS=--upgrade`
moves to newer releases; without it the pins that still fit are kept.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import parse_wheel_filename

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "packaging" / "requirements.lock"
WHEELS = ROOT / "packaging" / "wheels.txt"
PYTHONS = ("3.11", "3.12", "3.13")


@dataclass(frozen=True)
class Platform:
    """A kind of computer: its everyday name, uv's name for it and, on a Mac, the oldest system served."""

    name: str
    triple: str
    macos: str = ""

    def tags(self, python: str) -> frozenset[Tag]:
        """Every wheel tag that pip accepts there, for a Python such as "3.12"."""
        machine, system = self.triple.split("-", 1)
        if system.startswith("manylinux"):
            newest = int(system.rsplit("_", 1)[1])
            platforms = [f"manylinux_2_{minor}_{machine}" for minor in range(newest, 4, -1)]
            platforms += [f"{old}_{machine}" for old in ("manylinux2014", "manylinux2010", "manylinux1")]
        elif self.macos:
            major, minor = (int(part) for part in self.macos.split("."))
            platforms = list(mac_platforms((major, minor), "arm64" if machine == "aarch64" else machine))
        else:
            platforms = ["win_arm64" if machine == "aarch64" else "win_amd64"]
        version = tuple(int(part) for part in python.split("."))
        interpreter = "cp" + python.replace(".", "")
        return frozenset(cpython_tags(version, [interpreter], platforms)) | frozenset(
            compatible_tags(version, interpreter, platforms)
        )


# The oldest system of each kind for which every pin has a ready-made wheel. Reasons: packaging/PLATFORMS.md.
SUPPORTED = (
    Platform("Linux on Intel or AMD, glibc 2.34", "x86_64-manylinux_2_34"),
    Platform("Linux on ARM, glibc 2.39", "aarch64-manylinux_2_39"),
    Platform("Windows on Intel or AMD", "x86_64-pc-windows-msvc"),
    Platform("macOS 14 on Apple silicon", "aarch64-apple-darwin", macos="14.0"),
)

# What cannot be, today, and the pin that stands in the way.
UNSUPPORTED = (
    (Platform("Linux on ARM, glibc 2.36", "aarch64-manylinux_2_36"), "pyside6-essentials"),
    (Platform("macOS 14 on Intel", "x86_64-apple-darwin", macos="14.0"), "cryptography"),
    (Platform("Windows on ARM", "aarch64-pc-windows-msvc"), "cryptography"),
)


def uv(*arguments: str | Path, platform: Platform | None = None) -> subprocess.CompletedProcess[str]:
    """Run the uv of this environment, trusting whom this system trusts; its answer is returned, not judged."""
    environment = {**os.environ, "NO_COLOR": "1"}
    if platform and platform.macos:
        environment["MACOSX_DEPLOYMENT_TARGET"] = platform.macos
    program = Path(sys.executable).with_name("uv")
    return subprocess.run(
        [program, "--system-certs", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )


def plan(platform: Platform, python: str, into: Path, lock: Path = LOCK) -> subprocess.CompletedProcess[str]:
    """What installing the lock on that platform and Python would do: wheels only, nothing fetched or written.

    A return code of 0 means that each package has a wheel that fits there. Its hash is only compared when it is really
    fetched: that the lock holds it is for wheels.txt to show.
    """
    return uv(
        "pip", "install", "--dry-run", "--require-hashes", "--only-binary", ":all:", "--target", into,
        "--python", sys.executable, "--python-platform", platform.triple, "--python-version", python,
        "--requirement", lock, platform=platform,
    )  # fmt: skip


def write(*extra: str) -> subprocess.CompletedProcess[str]:
    """Resolve pyproject.toml for all platforms at once and write the lock."""
    return uv(
        "pip", "compile", "pyproject.toml", "--group", "dev", "--universal", "--python-version", PYTHONS[0],
        "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--custom-compile-command", "make lock",
        "--quiet", "--output-file", LOCK.relative_to(ROOT), *extra,
    )  # fmt: skip


def fits(filename: str, tags: frozenset[Tag]) -> bool:
    """Whether a wheel of that name can be installed where `tags` are accepted."""
    return not tags.isdisjoint(parse_wheel_filename(filename)[3])


def wheels_on_offer(into: Path) -> dict[str, str]:
    """The wheels that the registry offers for the lock's pins: file name to SHA-256, in hexadecimal.

    `into` is a folder for uv's own answer, which holds addresses and is therefore not kept.
    """
    answer = into / "pylock.toml"
    into.mkdir(parents=True, exist_ok=True)
    done = uv(
        "pip", "compile", LOCK, "--no-deps", "--universal", "--python-version", PYTHONS[0], "--quiet",
        "--format", "pylock.toml", "--output-file", answer,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr)
    packages = tomllib.loads(answer.read_text(encoding="utf-8"))["packages"]
    return {
        wheel["url"].rsplit("/", 1)[1]: wheel["hashes"]["sha256"]
        for package in packages
        for wheel in package.get("wheels", [])
    }


def write_wheels(offered: dict[str, str]) -> None:
    """Note the wheels that fit any supported platform, one `sha256  name` a line, as `sha256sum` would."""
    everywhere = frozenset().union(*(platform.tags(python) for platform in SUPPORTED for python in PYTHONS))
    lines = [f"{offered[name]}  {name}\n" for name in sorted(offered, key=str.lower) if fits(name, everywhere)]
    WHEELS.write_text("".join(lines), encoding="utf-8", newline="\n")


def main() -> int:
    """Write both files, then try the lock everywhere; 1 if any supported platform is left without a file."""
    done = write(*sys.argv[1:])
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        return 1
    write_wheels(wheels_on_offer(ROOT / "build" / "lock"))
    left_out = 0
    for platform in SUPPORTED:
        for python in PYTHONS:
            answer = plan(platform, python, ROOT / "build" / "lock")
            print(f"{'ok  ' if answer.returncode == 0 else 'FAIL'}  Python {python}  {platform.name}")
            if answer.returncode:
                print(answer.stderr, file=sys.stderr)
                left_out += 1
    return 1 if left_out else 0


if __name__ == "__main__":
    sys.exit(main())
