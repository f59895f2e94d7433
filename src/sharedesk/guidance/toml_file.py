"""Reads one TOML file into a type. Whatever is wrong with it is said by file, item and line, with what to do.

Python's own tomllib tells no positions of what it read. They are looked up only when there is a fault to report: a
TOML file is a run of statements that each begin on a line of their own, and each can be read by itself (`_lines`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from sharedesk.errors import ShareDeskError

T = TypeVar("T")
Place = tuple[str | int, ...]
"""Where a value is: keys and positions from the top, such as `("statement", 3, "sources", 0, "place")`."""

LARGEST = 1024 * 1024
"""Bytes of one file."""
MOST_DOTS = 300
"""In one line: for a key of n names tomllib takes n² steps, so one line could keep it busy for an hour."""


class FaultyFile(ShareDeskError):
    """A file of guidance, or an organisation's pack, has a fault. It is left out; whatever else there is still serves.

    `file` is its name without folders, `line` counts from 1, `item` says which entry of the file it is.
    """

    exit_code = 3

    def __init__(self, file: str, line: int, item: str, fault: str, advice: str) -> None:
        place = f"{file}, line {line}" + (f", {item}" if item else "")
        super().__init__(f"There is a fault in {place}: {fault}.", advice)
        self.file, self.line, self.item, self.fault = file, line, item, fault


class FileNotThere(ShareDeskError):
    """There is no file there, or it may not be read."""

    exit_code = 5

    def __init__(self, file: str) -> None:
        super().__init__(
            f"The file {file} is not there, or it may not be read.", "Check where it is and who may read it."
        )


class Read(Generic[T]):
    """A file as read: its `value`, its bytes, and a fault at any place in it for checks that come afterwards."""

    def __init__(self, file: str, data: bytes, text: str, raw: dict[str, Any], value: T) -> None:
        self.file, self.data, self.value = file, data, value
        self._text, self._raw = text, raw

    def fault(self, place: Place, fault: str, advice: str) -> FaultyFile:
        """A fault to raise, at the value with this place or the nearest thing around it that has a line."""
        return _fault(self.file, self._text, self._raw, place, fault, advice)


def read(path: Path, shape: type[T]) -> Read[T]:
    """The file as a `shape` (a msgspec type; unknown keys are refused by it). Raises FaultyFile, FileNotThere."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError:
        raise FileNotThere(path.name) from None
    text = _decoded(path.name, data)
    _refuse_long_keys(path.name, text)
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise _not_toml(path.name, text, str(problem)) from None
    except RecursionError:
        raise FaultyFile(path.name, 1, "", "it is nested too deeply", "Take the brackets in brackets apart.") from None
    try:
        value = msgspec.convert(raw, shape)
    except msgspec.ValidationError as problem:
        raise _not_the_shape(path.name, text, raw, str(problem)) from None
    return Read(path.name, data, text, raw, value)


def _decoded(file: str, data: bytes) -> str:
    if len(data) > LARGEST:
        raise FaultyFile(file, 1, "", "it is larger than a megabyte", "Is this the right file?")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FaultyFile(file, 1, "", "it is saved as UTF-16", "Save it again as UTF-8.")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")  # Notepad's mark at the beginning does no harm
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise FaultyFile(file, line, "", "a character is not UTF-8", "Save the file again as UTF-8.") from None


def _refuse_long_keys(file: str, text: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > MOST_DOTS:
            raise FaultyFile(
                file, number, "", f"there are more than {MOST_DOTS} dots in this line", "Break it into shorter lines."
            )


_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def _not_toml(file: str, text: str, problem: str) -> FaultyFile:
    at = _AT.search(problem)
    line = int(at[1]) if at and at[1] else len(text.rstrip().split("\n"))
    why = _AT.sub("", problem)
    return FaultyFile(
        file, line, "", f"this is not TOML ({why[:1].lower()}{why[1:]})",
        "Look at this line and the one above: a quotation mark or bracket may be missing, a key may stand there twice, "
        "or a date may not be in the calendar.",
    )  # fmt: skip


_PATH = re.compile(r"(.*?)(?: - at `\$(.*)`)?", re.DOTALL)
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
_NAMED = re.compile(r"Object (contains unknown|missing required) field `(.*)`")
_WORD = re.compile(r"Invalid enum value '(.*)'", re.DOTALL)
_FEWEST = re.compile(r"Expected `array` of length >= (\d+)")
_BOUNDS = re.compile(r"Expected `int` (>=|<=) (\d+)")
_TYPES = re.compile(r"Expected `(.*?)`, got `(.*?)`")


def _not_the_shape(file: str, text: str, raw: dict[str, Any], problem: str) -> FaultyFile:
    """msgspec's sentence, such as ``Expected `str`, got `int` - at `$.statement[3].title` ``, as one with a line."""
    found = _PATH.fullmatch(problem)
    why, path = (found[1], found[2] or "") if found else (problem, "")
    place: Place = tuple(step[1] or int(step[2]) for step in _STEP.finditer(path))
    if (field := _NAMED.fullmatch(why)) and field[1].startswith("contains"):
        return _fault(
            file, text, raw, (*place, field[2]), f"“{field[2]}” is not a key that is known here",
            "Check its spelling, or take it out.",
        )  # fmt: skip
    if field:
        return _fault(file, text, raw, place, f"“{field[2]}” is missing", f"Add a line {field[2]} = … to this item.")
    key = next((str(step) for step in reversed(place) if isinstance(step, str)), "the file")
    return _fault(file, text, raw, place, f"“{key}”: {_plainly(why)}", "Put it right and try again.")


def _plainly(why: str) -> str:
    """msgspec's reason without its marks."""
    if types := _TYPES.fullmatch(why):
        return f"{_kinds(types[1])} belongs here, and this is {_kinds(types[2])}"
    if word := _WORD.fullmatch(why):
        return f"“{word[1]}” is not one of the words that may stand here"
    if "matching regex" in why:
        return "it is empty, or holds a character that may not stand here"
    if fewest := _FEWEST.fullmatch(why):
        return f"at least {fewest[1]} of them has to be here"
    if bounds := _BOUNDS.fullmatch(why):
        return f"the number has to be {'at least' if bounds[1] == '>=' else 'at most'} {bounds[2]}"
    return why[:1].lower() + why[1:]


_KIND = {
    "str": "a text in quotation marks", "int": "a whole number", "float": "a number", "bool": "true or false",
    "array": "a list in [brackets]", "object": "a table of keys", "date": "a date such as 2026-02-05",
    "datetime": "a date with a time", "time": "a time",
}  # fmt: skip


def _kinds(names: str) -> str:
    words = [_KIND.get(name, name) for name in names.split(" | ") if name != "null"]
    return " or ".join(words)


def _fault(file: str, text: str, raw: dict[str, Any], place: Place, fault: str, advice: str) -> FaultyFile:
    lines = dict(reversed(list(_lines(text))))  # where a place stands twice, its first line
    known = next((place[:n] for n in range(len(place), 0, -1) if place[:n] in lines), None)
    return FaultyFile(file, lines[known] if known else 1, _item(raw, place), fault, advice)


def _item(raw: dict[str, Any], place: Place) -> str:
    """The innermost entry around a place that has an id, as `statement “rule-3”`; else its number in its list."""
    found, here, value = "", "", raw
    for step in place:
        try:
            value = value[step]  # type: ignore[index] # steps were taken from this very value
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(step, str):
            here = step
        elif isinstance(value, dict) and isinstance(value.get("id"), str):
            found = f"{here} “{value['id']}”"
        elif not found:
            found = f"{here} {step + 1}"
    return found


_ENDS = ("]", '"""', "'''")
"""One of these stands on the last line of every statement that goes over several."""


def _lines(text: str) -> Iterator[tuple[Place, int]]:
    """Each place that a statement of the file names, and the line on which that statement begins."""
    table: Place = ()
    counts: dict[Place, int] = {}
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        first = number
        statement = ""
        while number < len(lines):  # the fewest lines that can be read by themselves are one statement
            line = lines[number]
            statement += line + "\n"
            number += 1
            if number > first + 1 and not any(end in line for end in _ENDS):
                continue
            try:
                said = tomllib.loads(statement)
                break
            except tomllib.TOMLDecodeError:
                continue
        else:
            return
        if statement.lstrip().startswith("["):
            table = _header(said, counts)
            yield table, first + 1
        elif said:
            for n in range(1, len(keys := _keys(said)) + 1):
                yield (*table, *keys[:n]), first + 1


def _header(said: dict[str, Any], counts: dict[Place, int]) -> Place:
    """The place that `[a.b]` or `[[a.b]]` opens; `counts` holds how many entries each list has so far."""
    place: Place = ()
    value: Any = said
    while isinstance(value, dict) and value:
        key, value = next(iter(value.items()))
        place = (*place, key)
        if isinstance(value, list):
            counts[place] = counts.get(place, 0) + 1
        if place in counts:
            place = (*place, counts[place] - 1)
    return place


def _keys(said: dict[str, Any]) -> Place:
    """The keys of `a.b = 1`."""
    keys: Place = ()
    value: Any = said
    while isinstance(value, dict) and len(value) == 1:
        key, value = next(iter(value.items()))
        keys = (*keys, key)
    return keys
