"""The witness slip: where the log stands today, for somebody else to sign and keep."""

from __future__ import annotations

from sharedesk.paper.document import Document, Facts, Heading, Note, SignLine, Text, Typed, Witness


def witness_slip(
    witness: Witness, *, entries: int, log: str, printed_at: str, practice: bool, guidance: str
) -> Document:
    """The document. It says nothing of what the log holds."""
    return Document(
        title="Witness slip",
        reference=f"Log {log[:8]}",
        copy_kind="For whoever countersigns",
        practice=practice,
        printed_at=printed_at,
        guidance=guidance,
        witness=witness,
        blocks=(
            Text(
                "This slip fixes where a log of decisions stood when it was printed. Kept by somebody else, it lets "
                "anyone see later whether the entries recorded up to then were changed. It says nothing about what "
                "they contain, and not that they are true."
            ),
            Facts(
                (
                    ("Log", log),
                    ("Entries", f"{entries:,}"),
                    ("Writer", witness.writer),
                    ("Last entry of the writer", f"{witness.sequence:,}"),
                    ("Recorded on", witness.date),
                )
            ),
            Heading("Head of the chain", 1),
            Typed(tuple(witness.typed[i : i + 19] for i in range(0, len(witness.typed), 20))),
            Note(
                "The code at the foot of the page holds the writer, the entry and the whole head, "
                "of which this is the beginning."
            ),
            Heading("Countersigned", 1),
            Text("Keep it where the log's author cannot change it."),
            SignLine("Name and role"),
            SignLine("Signature and date"),
        ),
    )
