"""Whom to ring in an emergency, as the organisation's pack has it, and who is ringing. Nothing of any log."""

from __future__ import annotations

from msgspec import Struct

from sharedesk.desk.emergency_words import Caller
from sharedesk.desk.pack_choice import pack_in_use
from sharedesk.desk.shelf_read import PROFESSIONS
from sharedesk.desk.shelf_words import checked
from sharedesk.domain.organisation import Organisation
from sharedesk.errors import ShareDeskError
from sharedesk.guidance.toml_file import read


class DutyNumber(Struct, frozen=True, kw_only=True):
    """A number to ring, as the organisation's pack has it, in the fields of the form."""

    organisation: str
    role: str
    number: str
    hours: str
    checked: str

    @property
    def said(self) -> str:
        """On its button: the number and whose it is; when it answers and when somebody last made sure of it."""
        when = f"{self.hours}. {self.checked}" if self.hours else self.checked
        return f"{self.number}  {self.organisation}, {self.role}\n{when}"


class Directory(Struct, frozen=True, kw_only=True):
    """Who is ringing, and whom they may ring."""

    caller: Caller
    numbers: tuple[DutyNumber, ...] = ()


def directory(chosen_pack: str, profession: str, *, practice: bool) -> Directory:
    """Whom the organisation's pack would ring. A pack that cannot be read leaves the form without numbers.

    A fault elsewhere in it (a link to guidance there is not) does not keep a number from whoever needs it now.
    """
    named = (words for code, words in PROFESSIONS if code == profession and code != "other")
    work = next(named, "").lower()
    file = pack_in_use(chosen_pack, practice=practice)
    try:
        pack = read(file, Organisation).value if file is not None else None
    except ShareDeskError:
        pack = None
    if pack is None or (pack.practice and not practice):
        return Directory(caller=Caller(work, ""))
    numbers = tuple(
        DutyNumber(organisation=one.organisation, role=one.role, number=one.phone or one.email, hours=one.hours,
                   checked=checked(one.last_checked))
        for one in pack.contacts if one.duty and (one.phone or one.email)
    )  # fmt: skip
    return Directory(caller=Caller(work, pack.name), numbers=numbers)
