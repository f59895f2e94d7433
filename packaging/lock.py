"""Writes packaging/requirements.lock, and says what it installs on each platform ShareDesk supports.

`make lock` runs it. One file serves every platform and Python: environment markers choose the packages, and the hashes
of every platform's files are listed, so that nothing unexpected can be installed anywhere. `make lock ARGS=--upgrade`
moves to newer releases; without it the pins that still fit are kept.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "packaging" / "requirements.lock"
PYTHONS = ("3.11", "3.12", "3.13")


@dataclass(frozen=True)
class Platform:
    """A kind of computer: its everyday name, uv's name for it and, on a Mac, the oldest system served."""

    name: str
    triple: str
    macos: str = ""


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
    """Run the uv of this environment; its answer is returned, not judged."""
    environment = {**os.environ, "NO_COLOR": "1"}
    if platform and platform.macos:
        environment["MACOSX_DEPLOYMENT_TARGET"] = platform.macos
    program = Path(sys.executable).with_name("uv")
    return subprocess.run(
        [program, *arguments], cwd=ROOT, env=environment, capture_output=True, check=False, encoding="utf-8"
    )


def plan(platform: Platform, python: str, into: Path, lock: Path = LOCK) -> subprocess.CompletedProcess[str]:
    """What installing the lock on that platform and Python would do: wheels only, every hash checked, nothing written.

    A return code of 0 means that each package has a file that fits there and whose hash is in the lock.
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


def main() -> int:
    """Write the lock, then try it everywhere; 1 if any supported platform is left without a file."""
    done = write(*sys.argv[1:])
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        return 1
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
