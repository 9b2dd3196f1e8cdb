#!/usr/bin/env python3
"""A judge of the ledger that shares no code with CaseDesk: docs/ledger-formats.md, RFC 6962, 9162 and 8032, and only the Python 3 standard library.

  judge.py ledger DIR KEYFILE [CHECKPOINT|RECEIPT]...
  judge.py receipt RECEIPT ENTRY KEYFILE

Says what is wrong first. Exit code 0 good, 1 bad, 2 usage. Slow and plain on purpose: it holds all entries in memory.
"""

import base64
import hashlib
import json
import os
import sys

RECEIPT = "c2sp.org/tlog-proof@v1\n"


class Bad(Exception):
    """What is wrong: file, checkpoint, tree, seq, kept or receipt; and how."""


def main(args):
    try:
        if len(args) >= 3 and args[0] == "ledger":
            key = verifier(read(args[2]).decode().strip())
            leaves = judge_ledger(args[1], key)
            for file in args[3:]:
                judge_kept(file, key, leaves)
            print(f"GOOD {len(leaves)} entries, {len(args) - 3} kept statements")
        elif len(args) == 4 and args[0] == "receipt":
            index, size, _ = judge_receipt(text(args[1]), leaf_hash(read(args[2])), verifier(read(args[3]).decode().strip()))
            print(f"GOOD entry {index} of {size}")
        else:
            print(__doc__, file=sys.stderr)
            return 2
    except Bad as bad:
        print("BAD " + ": ".join(bad.args))
        return 1
    return 0


def read(file):
    try:
        with open(file, "rb") as f:
            return f.read()
    except OSError as e:
        raise Bad("file", str(e)) from None


def text(file):
    try:
        return read(file).decode()
    except UnicodeDecodeError:
        raise Bad("file", f"{file} is not UTF-8") from None


def unbase64(word, size, what):
    try:
        data = base64.b64decode(word, validate=True)
    except ValueError:
        raise Bad(what, "a word of it is not base64") from None
    if base64.b64encode(data).decode() != word or (size and len(data) != size):
        raise Bad(what, "a word of it is not base64 of the right length")
    return data


# --- the tree (RFC 6962, 2.1) ---------------------------------------------------------------------------------------------------------------------

def sha(data):
    return hashlib.sha256(data).digest()


def leaf_hash(entry):
    return sha(b"\0" + entry)


def node_hash(left, right):
    return sha(b"\1" + left + right)


def root_of(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else sha(b"")
    k = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node_hash(root_of(leaves[:k]), root_of(leaves[k:]))


def is_included(index, size, leaf, proof, root):
    """RFC 9162, 2.1.3.2."""
    if index >= size:
        return False
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root


# --- Ed25519 (RFC 8032, 5.1), to verify only: nothing here is secret --------------------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def add(a, b):
    x1, y1, z1, t1 = a
    x2, y2, z2, t2 = b
    e, f = (y1 - x1) * (y2 - x2) % P, (y1 + x1) * (y2 + x2) % P
    c, d = 2 * t1 * t2 * D % P, 2 * z1 * z2 % P
    e, f, g, h = f - e, d - c, d + c, f + e
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, point):
    sum = (0, 1, 1, 0)
    while n:
        if n & 1:
            sum = add(sum, point)
        point, n = add(point, point), n >> 1
    return sum


def point_of(data):
    y, sign = int.from_bytes(data, "little") & (2**255 - 1), data[31] >> 7
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT_OF_MINUS_ONE % P
    if x * x % P != square or (x == 0 and sign):
        return None
    return (P - x if x & 1 != sign else x), y, 1, (P - x if x & 1 != sign else x) * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signature(key, message, signature):
    if len(signature) != 64:
        return False
    a, r, s = point_of(key), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    x1, y1, z1, _ = times(s, BASE)
    x2, y2, z2, _ = add(r, times(k, a))
    return (x1 * z2 - x2 * z1) % P == 0 and (y1 * z2 - y2 * z1) % P == 0


# --- checkpoints (C2SP signed-note, tlog-checkpoint) --------------------------------------------------------------------------------------------------

def verifier(line):
    name, key_id, word = (line.split("+", 2) + ["", ""])[:3]
    data = unbase64(word, 33, "file")
    if not name or data[0] != 1 or key_id != sha(name.encode() + b"\n" + data)[:4].hex():
        raise Bad("file", "the key's line is damaged, or of another kind")
    return name, bytes.fromhex(key_id), data[1:]


def open_checkpoint(note, verifier):
    """Size and root, if the log's own key signed them."""
    name, key_id, key = verifier
    body, parted, lines = note.rpartition("\n\n")
    body += "\n"
    if not parted or not lines.endswith("\n") or any(ord(c) < 32 and c != "\n" for c in note):
        raise Bad("checkpoint", "it is no signed note")
    known = 0
    for line in lines[:-1].split("\n"):
        dash, who, word = (line.split(" ") + ["", ""])[:3]
        if dash != "\u2014" or line != f"{dash} {who} {word}":
            raise Bad("checkpoint", "it is no signed note")
        signature = unbase64(word, None, "checkpoint")
        if (who, signature[:4]) == (name, key_id):
            known += 1
            if not is_signature(key, body.encode(), signature[4:]):
                raise Bad("checkpoint", "its signature is false")
    if not known:
        raise Bad("checkpoint", "the log's key did not sign it")
    lines = body.split("\n")
    if len(lines) != 4 or lines[0] != name:
        raise Bad("checkpoint", f"it speaks for another log than {name}, or says more than a checkpoint")
    if not (lines[1].isascii() and lines[1].isdigit() and str(int(lines[1])) == lines[1]):
        raise Bad("checkpoint", "its size is no number")
    size, root = int(lines[1]), unbase64(lines[2], 32, "checkpoint")
    if size == 0 and root != sha(b""):
        raise Bad("checkpoint", "it has no entries and another root than a log without any")
    return size, root


# --- the export (C2SP tlog-tiles) ------------------------------------------------------------------------------------------------------------------

def tile_path(folder, level, index, width):
    name = f"{index % 1000:03}"
    while index >= 1000:
        index //= 1000
        name = f"x{index % 1000:03}/{name}"
    return os.path.join(folder, "tile", level, name + (f".p/{width}" if width < 256 else ""))


def entries_of(file, width):
    data, entries = read(file), []
    while len(entries) < width:
        length = int.from_bytes(data[:2], "big")
        if len(data) < 2 + length or len(data) < 2:
            raise Bad("file", f"{file} is short")
        entries.append(data[2:2 + length])
        data = data[2 + length:]
    if data:
        raise Bad("file", f"{file} is long")
    return entries


def check_seq(entry, index):
    try:
        members = json.loads(entry)
    except ValueError:
        return
    if isinstance(members, dict) and "seq" in members and (type(members["seq"]) is not int or members["seq"] != index):
        raise Bad("seq", f"entry {index} says that it is number {members['seq']}")


def judge_ledger(folder, key):
    """The leaf hashes of all entries, if they are what was signed."""
    size, root = open_checkpoint(text(os.path.join(folder, "checkpoint")), key)
    entries = []
    while len(entries) < size:
        width = min(256, size - len(entries))
        entries += entries_of(tile_path(folder, "entries", len(entries) // 256, width), width)
    leaves = hashes = [leaf_hash(e) for e in entries]
    level = 0
    while hashes:
        for n in range(0, len(hashes), 256):
            part = hashes[n:n + 256]
            file = tile_path(folder, str(level), n // 256, len(part))
            if read(file) != b"".join(part):
                raise Bad("tree", f"{file} is not made of the entries")
        hashes = [root_of(hashes[n:n + 256]) for n in range(0, len(hashes) - 255, 256)]
        level += 1
    if root_of(leaves) != root:
        raise Bad("tree", "the entries do not give the signed root")
    for index, entry in enumerate(entries):
        check_seq(entry, index)
    return leaves


def judge_kept(file, key, leaves):
    kept = text(file)
    if kept.startswith(RECEIPT):
        index = parse_receipt(kept)[0]
        if index >= len(leaves):
            raise Bad("kept", f"{file} is about entry {index}, which is missing")
        _, size, root = judge_receipt(kept, leaves[index], key)
    else:
        size, root = open_checkpoint(kept, key)
    if size > len(leaves):
        raise Bad("kept", f"{file} has {size} entries, the log only {len(leaves)}")
    if root_of(leaves[:size]) != root:
        raise Bad("kept", f"{file} is not the beginning of the log")


# --- receipts (C2SP tlog-proof) --------------------------------------------------------------------------------------------------------------------

def parse_receipt(receipt):
    head, parted, checkpoint = receipt.partition("\n\n")
    lines = head.split("\n")
    if not parted or lines[0] + "\n" != RECEIPT:
        raise Bad("receipt", "it has another form")
    lines = lines[2:] if len(lines) > 1 and lines[1].startswith("extra ") else lines[1:]
    word = lines[0].removeprefix("index ") if lines else ""
    if not (word.isascii() and word.isdigit()) or lines[0] != f"index {int(word)}":
        raise Bad("receipt", "it has no index")
    return int(word), [unbase64(line, 32, "receipt") for line in lines[1:]], checkpoint


def judge_receipt(receipt, leaf, key):
    index, proof, checkpoint = parse_receipt(receipt)
    size, root = open_checkpoint(checkpoint, key)
    if not is_included(index, size, leaf, proof, root):
        raise Bad("receipt", f"the entry is not in the log at {index}")
    return index, size, root


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
