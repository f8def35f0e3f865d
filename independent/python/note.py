"""Signed notes, verifier keys, checkpoints and cosignatures (C2SP signed-note, tlog-checkpoint, tlog-cosignature)."""
import base64
import binascii
from dataclasses import dataclass

import ed25519
from entry import need, sha256

ED25519, COSIGNATURE, ML_DSA = 1, 4, 6            # signature types
KEY_SIZE = {ED25519: 32, COSIGNATURE: 32, ML_DSA: 1312}
MAX_SIGNATURES = 64


@dataclass(frozen=True)
class Key:
    """A verifier key. `kind` is its signature type."""
    name: str
    id: bytes
    kind: int
    public: bytes


@dataclass(frozen=True)
class Note:
    """`text` ends in a newline; `signatures` are (name, key id, signature bytes)."""
    text: str
    signatures: tuple


@dataclass(frozen=True)
class Checkpoint:
    """The three lines of a checkpoint and the note that carries them."""
    origin: str
    size: int
    root: bytes
    note: Note


def strict_base64(text):
    """Bytes of standard base64 in its one canonical form; a Fault for anything else."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = None
    need(data is not None and base64.b64encode(data).decode() == text, "base64")
    return data


def decimal(text, limit=2**64 - 1):
    """A decimal number without leading zeroes; a Fault for anything else."""
    need(text.isascii() and text.isdigit() and len(text) <= 20 and (text == "0" or text[0] != "0"), "decimal number")
    need(int(text) <= limit, "number too large")
    return int(text)


def is_key_name(name):
    """True for a name without spaces and plus signs."""
    return bool(name) and "+" not in name and not any(c.isspace() for c in name)


def parse_key(text):
    """A verifier key `name+id+base64`, of any type whose key size is known; a ValueError for anything else."""
    parts = text.split("+", 2)
    if len(parts) != 3 or not is_key_name(parts[0]) or len(parts[1]) != 8 or parts[1] != parts[1].lower():
        raise ValueError("verifier key")
    name, key_id = parts[0], bytes.fromhex(parts[1])
    material = base64.b64decode(parts[2], validate=True)
    if not material or KEY_SIZE.get(material[0]) != len(material) - 1 or base64.b64encode(material).decode() != parts[2]:
        raise ValueError("verifier key of an unknown type or a wrong length")
    if key_id != sha256(name.encode(), b"\n", material)[:4]:
        raise ValueError("the key id does not belong to the key")
    return Key(name, key_id, material[0], material[1:])


def parse_note(text):
    """A note from its text; a Fault if it is malformed."""
    need(not any(c < " " and c != "\n" for c in text), "control character in a note")
    body, blank, lines = text.rpartition("\n\n")
    need(blank and lines.endswith("\n"), "a note is a text, an empty line and signature lines")
    lines = lines[:-1].split("\n")
    need(len(lines) <= MAX_SIGNATURES, "too many signatures")
    return Note(body + "\n", tuple(_signature_line(line) for line in lines))


def _signature_line(line):
    need(line.startswith("— "), "signature line")
    name, space, data = line[2:].partition(" ")
    need(space and is_key_name(name), "name in a signature line")
    data = strict_base64(data)
    need(len(data) > 4, "signature too short")
    return name, data[:4], data[4:]


def parse_checkpoint(text):
    """A signed checkpoint without extension lines; a Fault if it is malformed."""
    note = parse_note(text)
    lines = note.text[:-1].split("\n")
    need(len(lines) == 3 and lines[0], "a checkpoint has three lines")
    root = strict_base64(lines[2])
    need(len(root) == 32, "root hash")
    return Checkpoint(lines[0], decimal(lines[1]), root, note)


def signatures_of(note, key):
    """The signatures that name this key."""
    return [data for name, key_id, data in note.signatures if name == key.name and key_id == key.id]


def is_valid(note, key, signature):
    """Does this key's signature hold? For a cosignature the time that it states is part of what is signed."""
    message = note.text.encode()
    if key.kind == COSIGNATURE:
        seconds, signature = int.from_bytes(signature[:8], "big"), signature[8:]
        if seconds >= 2**63:
            return False
        message = b"cosignature/v1\ntime %d\n" % seconds + message
    return ed25519.verify(key.public, message, signature)


def timestamp(cosignature):
    """Seconds since 1970 that a cosignature states."""
    return int.from_bytes(cosignature[:8], "big")
