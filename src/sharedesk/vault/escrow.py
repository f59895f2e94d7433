"""The organisation's key: an age recipient whose identity, kept by the organisation, opens the log.

A slot holds a key of its own, sealed to the recipient; under that key ROOT is wrapped like in every other slot, bound
to the log, the generation and the recipient. So a slot for a new ROOT can be made without anybody's secret.
"""

from __future__ import annotations

import secrets

import msgspec
import pyrage

from sharedesk.vault import errors, keys, sealed
from sharedesk.vault.header import Header, Slot
from sharedesk.vault.keys import Root

MOST = 4
"""Holders that a log may have: who could read is to be looked through at a glance."""
LARGEST_FILE = 16 * 1024
_SECRET, _PUBLIC = "AGE-SECRET-KEY-1", "age1"


class NotAKeyFile(errors.VaultError):
    """A file that holds no age identity: the wrong file, one under a passphrase of its own, or only the public key."""

    exit_code = 3
    sentence_text = "That file holds no key of an organisation that ShareDesk can use. Nothing was changed."
    advice_text = (
        "It is a text file with a line that begins AGE-SECRET-KEY-1. Where it is itself under a passphrase, the "
        "organisation has to take that off first, on a computer it trusts."
    )


class WrongKeyFile(errors.VaultError):
    """A key that opens no slot of this log."""

    exit_code = 4
    sentence_text = "That organisation's key does not open this log. Nothing was changed."
    advice_text = (
        "It may be an older key, or the log was never opened to this organisation. The recovery sheet still helps."
    )


class NotARecipient(errors.VaultError):
    """What was given for an organisation's public key is none, or is one that must not be used."""

    exit_code = 3
    sentence_text = "That is not an organisation's public key."
    advice_text = "It is one line of 62 characters that begins age1. Ask whoever keeps the key for it."


class SecretGiven(NotARecipient):
    """The secret key where the public one is wanted."""

    sentence_text = "That is the secret half of a key, and only the organisation should ever have it. It was not kept."
    advice_text = (
        "Ask the organisation for the public half, which begins age1, and tell them that the secret half got out."
    )


class OwnKey(NotARecipient):
    """The log's own key for emergency notes: it is inside the log that it would have to open."""

    sentence_text = "That is this log's own key for emergency notes, so it could not bring anybody back in."
    advice_text = "Ask the organisation for its own public key."


def checked_recipient(typed: str) -> str:
    """A recipient as it is kept. Raises NotARecipient or SecretGiven."""
    tidy = "".join(typed.split())
    if tidy.upper().startswith(_SECRET):
        raise SecretGiven
    if not tidy.startswith(_PUBLIC) or len(tidy) != 62 or not sealed.is_key(tidy):
        raise NotARecipient
    return tidy


def slot_for(recipient: str, root: Root, log: str, generation: int) -> Slot:
    """A slot that the holder of the recipient's identity can open."""
    key, nonce = secrets.token_bytes(32), secrets.token_bytes(keys.NONCE_BYTES)
    closed: bytes = pyrage.encrypt(key, [pyrage.x25519.Recipient.from_str(recipient)])
    slot = Slot(kind="escrow", generation=generation, recipient=recipient, sealed=closed, nonce=nonce, wrapped=b"")
    return msgspec.structs.replace(slot, wrapped=keys.wrap(key, nonce, root.secret, slot.bound_to(log)))


def read_identities(file: bytes) -> list[pyrage.x25519.Identity]:
    """The identities of a key file as age-keygen writes it: a line each, comments begin with #. Raises NotAKeyFile."""
    lines = file.decode("utf-8", errors="replace").lstrip("\ufeff").splitlines() if len(file) <= LARGEST_FILE else []
    found = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    try:
        identities = [pyrage.x25519.Identity.from_str(line) for line in found]
    except pyrage.IdentityError:
        raise NotAKeyFile from None
    if not identities:
        raise NotAKeyFile
    return identities


def unlock_by(identities: list[pyrage.x25519.Identity], head: Header) -> tuple[Root, Slot]:
    """ROOT by an escrow slot of a header, not verified yet, and that slot. Raises WrongKeyFile."""
    ours = {str(identity.to_public()) for identity in identities}
    for slot in head.body.slots_of("escrow"):
        if slot.recipient not in ours:
            continue
        try:
            key: bytes = pyrage.decrypt(slot.sealed, identities)
        except pyrage.DecryptError:
            continue
        secret = keys.unwrap(key, slot.nonce, slot.wrapped, slot.bound_to(head.body.log)) if len(key) == 32 else None
        if secret is not None:
            return head.root_from(secret, slot.generation), slot
    raise WrongKeyFile
