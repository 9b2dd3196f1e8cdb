#!/usr/bin/env python3
"""A second, independent reader of logs: the reference that CaseDesk's collectors are held against.

It answers what an extraction plan has to find, and is written from docs/manifest.md, the descriptions of a plan's members, and the standards named
below, not from the collectors. It is slow and plain on purpose: every file is read whole, every record is parsed whole, nothing is skipped, and only the
Python 3 standard library is used.

Input: JSON lines, each {"logs": directory, "plain": directory, "plan": the plan}. What Python cannot read is read from below "plain", where it lies under the
same path: files packed as zstd unpacked, and the rows of Parquet files as JSON lines.

Output: one JSON line for each:
  items     [{item, sources: [{source, fields, rows: [{file, line, values}], first, last}]}], rows in order; first and last in ticks or null
  files     [{source, path, size, sha256, lines, records}]
  absent    [{source, path}]
  damaged   [{source, file, line, offset, reason, holds}]: records that nobody can read; holds: their bytes have an identifier as the plan spells it
  unusable  [{source, file, line, offset, reasons, certain}]: records that cannot be a row although they are sound; certain: they are the subject's
"""

import datetime
import functools
import gzip
import hashlib
import ipaddress
import json
import os
import re
import sys
import zoneinfo

# RFC 4180 is read by hand below: the csv module takes much that the RFC does not.

LONGEST = 1024 * 1024
DEEPEST = 64
SECOND = 10_000_000  # an instant is a number of 100 ns since 0001-01-01T00:00:00Z, here as in the manifest's seven decimals
DAY = 86_400 * SECOND
EPOCH = (datetime.date(1970, 1, 1).toordinal() - 1) * DAY
LAST = (datetime.date(9999, 12, 31).toordinal()) * DAY - 1
MONTHS = {m: i + 1 for i, m in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())}


# --- instants -----------------------------------------------------------------------------------------------------------------------------------

def civil(year, month, day, hour, minute, second, fraction=0):
    """Ticks of a civil time, or None where there is no such day or time. Second 60 is the last instant of its minute."""
    if hour > 23 or minute > 59 or second > 60:
        return None
    try:
        days = datetime.date(year, month, day).toordinal() - 1
    except ValueError:
        return None
    if second == 60:
        second, fraction = 59, SECOND - 1
    return days * DAY + (hour * 3600 + minute * 60 + second) * SECOND + fraction


def decimals(text, digits):
    """The first digits of a fraction; more are cut off."""
    return int((text + "0" * digits)[:digits]) if text else 0


def within(ticks):
    return ticks if ticks is not None and 0 <= ticks <= LAST else None


RFC3339 = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?([Zz]|[+-][0-9]{2}:[0-9]{2})?")
COMMON = re.compile(r"([0-9]{2})/([A-Z][a-z]{2})/([0-9]{4}):([0-9]{2}):([0-9]{2}):([0-9]{2}) ([+-])([0-9]{2})([0-9]{2})")
SYSLOG = re.compile(r"([A-Z][a-z]{2}) ([ 0-9][0-9]) ([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?")
UNIX = re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]+))?")


def rfc3339(text):
    """(ticks of the civil time, offset in ticks or None where the text has none), or None."""
    m = RFC3339.fullmatch(text)
    if not m:
        return None
    local = civil(*(int(m[i]) for i in range(1, 7)), decimals(m[7], 7))
    if local is None:
        return None
    if m[8] is None:
        return local, None
    if m[8] in "Zz":
        return local, 0
    hours, minutes = int(m[8][1:3]), int(m[8][4:6])
    if hours > 23 or minutes > 59:
        return None
    return local, (hours * 60 + minutes) * 60 * SECOND * (-1 if m[8][0] == "-" else 1)


def in_zone(local, zone):
    """A civil time in a zone: (ticks, None), or (None, why). A time that did not exist is none; one that happened twice is ambiguous."""
    if local is None or zone is None:
        return None, "time"
    if zone == "UTC":
        return local, None
    m = re.fullmatch(r"([+-])([0-9]{2}):([0-9]{2})", zone)
    if m:
        offset = (int(m[2]) * 60 + int(m[3])) * 60 * SECOND
        ticks = within(local + offset if m[1] == "-" else local - offset)
        return ticks, None if ticks is not None else "time"
    tz = zoneinfo.ZoneInfo(zone)
    whole, rest = divmod(local, SECOND)
    naive = datetime.datetime(1, 1, 1) + datetime.timedelta(seconds=whole)
    found = set()
    for fold in (0, 1):
        utc = naive.replace(tzinfo=tz, fold=fold).astimezone(datetime.timezone.utc)
        if utc.astimezone(tz).replace(tzinfo=None) == naive:
            found.add((utc.toordinal() - 1) * DAY + (utc.hour * 3600 + utc.minute * 60 + utc.second) * SECOND + rest)
    if len(found) == 1:
        return found.pop(), None
    return None, "time-ambiguous" if found else "time"


def instant(source, text, file):
    """(ticks, None), or (None, reason)."""
    form = source["timeFormat"]
    if form in ("Rfc3339", "Local"):
        found = rfc3339(text)
        if found is None:
            return None, "time"
        local, offset = found
        if offset is not None:
            ticks = within(local - offset)
            return ticks, None if ticks is not None else "time"
        return in_zone(local, source["zone"]) if form == "Local" else (None, "time")
    if form == "CommonLog":
        m = COMMON.fullmatch(text)
        if not m or m[2] not in MONTHS or int(m[8]) > 23 or int(m[9]) > 59:
            return None, "time"
        local = civil(int(m[3]), MONTHS[m[2]], int(m[1]), int(m[4]), int(m[5]), int(m[6]))
        if local is None:
            return None, "time"
        offset = (int(m[8]) * 60 + int(m[9])) * 60 * SECOND
        ticks = within(local + offset if m[7] == "-" else local - offset)
        return ticks, None if ticks is not None else "time"
    if form in ("UnixSeconds", "UnixMilliseconds"):
        m = UNIX.fullmatch(text)
        if not m:
            return None, "time"
        digits = 7 if form == "UnixSeconds" else 4
        ticks = int(m[2]) * 10 ** digits + decimals(m[3], digits)
        ticks = within(EPOCH + (-ticks if m[1] else ticks))
        return ticks, None if ticks is not None else "time"
    return syslog(source, text, file)


def syslog(source, text, file):
    """RFC 3164, 4.1.2, which has no year: it is given, or the one that puts the record nearest to the middle of its file's period."""
    m = SYSLOG.fullmatch(text)
    if not m or m[1] not in MONTHS:
        return None, "time"
    clock = (int(m[3]), int(m[4]), int(m[5]), decimals(m[6], 7))
    if source["year"] is not None:
        return in_zone(civil(source["year"], MONTHS[m[1]], int(m[2]), *clock), source["zone"])
    period = Location(source["location"]).period(file)
    if period is None or period == ALWAYS:
        return None, "time"
    middle = (period[0] + period[1]) // 2
    year = (datetime.datetime(1, 1, 1) + datetime.timedelta(seconds=middle // SECOND)).year
    best = None
    for candidate in (year, year - 1, year + 1):
        # The 29th of February of a year that has none is as near as the 1st of March.
        day = int(m[2])
        near = civil(candidate, MONTHS[m[1]], day, *clock)
        if near is None and (MONTHS[m[1]], day) == (2, 29):
            near = civil(candidate, 3, 1, *clock)
        if near is not None and (best is None or abs(near - middle) < abs(best[0] - middle)):
            best = (near, candidate)
    if best is None:
        return None, "time"
    return in_zone(civil(best[1], MONTHS[m[1]], int(m[2]), *clock), source["zone"])


# --- files --------------------------------------------------------------------------------------------------------------------------------------

ALWAYS = (0, LAST + 1)


class Location:
    """One file, or one for each year, month, day or hour in UTC."""

    def __init__(self, text):
        self.format = re.sub(r"\{([^}]*)\}", lambda m: m[1].replace("yyyy", "%Y").replace("MM", "%m").replace("dd", "%d").replace("HH", "%H"), text)
        self.unit = "HH" if "%H" in self.format else "dd" if "%d" in self.format else "MM" if "%m" in self.format else "yyyy" if "%Y" in self.format else None

    def period(self, path):
        if self.unit is None:
            return ALWAYS if path == self.format else None
        try:
            start = datetime.datetime.strptime(path, self.format)
        except ValueError:
            return None
        return ticks_of(start), ticks_of(self.after(start))

    def after(self, start):
        if self.unit == "HH":
            return start + datetime.timedelta(hours=1)
        if self.unit == "dd":
            return start + datetime.timedelta(days=1)
        if self.unit == "MM":
            return (start.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
        return start.replace(year=start.year + 1)

    def between(self, first, end):
        if self.unit is None:
            return [(self.format, ALWAYS)]
        start = datetime.datetime(1, 1, 1) + datetime.timedelta(seconds=max(0, first) // SECOND)
        start = start.replace(minute=0, second=0, microsecond=0)
        if self.unit != "HH":
            start = start.replace(hour=0)
        if self.unit in ("MM", "yyyy"):
            start = start.replace(day=1)
        if self.unit == "yyyy":
            start = start.replace(month=1)
        found = []
        while ticks_of(start) < end:
            found.append((start.strftime(self.format), (ticks_of(start), ticks_of(self.after(start)))))
            start = self.after(start)
        return found


def ticks_of(when):
    return (when.toordinal() - 1) * DAY + (when.hour * 3600 + when.minute * 60 + when.second) * SECOND


@functools.lru_cache(maxsize=None)
def content(logs, plain, path, compression):
    with open(os.path.join(logs, path), "rb") as stored:
        raw = stored.read()
    digest = hashlib.sha256(raw).hexdigest()
    if compression == "Gzip":
        data = gzip.decompress(raw)
    elif compression == "Zstd":
        with open(os.path.join(plain, path), "rb") as unpacked:
            data = unpacked.read()
    else:
        data = raw
    return len(raw), digest, data


# --- records ------------------------------------------------------------------------------------------------------------------------------------

class Record:
    """One record: damaged (a reason), or sound with parts. A part is a list of texts, one for each time that its name stands in the record."""

    def __init__(self, line, offset, raw, damage=None, parts=None):
        self.line, self.offset, self.raw, self.damage, self.parts = line, offset, raw, damage, parts or {}
        self.repeated = any(len(values) > 1 for values in self.parts.values())
        self.unnamed = any(is_no_text(name) for name in self.parts)

    def part(self, name):
        values = self.parts.get(name)
        return values[0] if values else None


def is_no_text(text):
    """A lone surrogate is no text (RFC 8259, 8.2)."""
    return text is not None and any(0xD800 <= ord(c) <= 0xDFFF for c in text)


@functools.lru_cache(maxsize=None)
def records(logs, plain, path, compression, form, encoding, pattern):
    """(physical lines, records)"""
    if form == "Parquet":
        with open(os.path.join(plain, path), "rb") as rows:
            found = [Record(n, 0, b"", None, {name: [value] for name, value in json.loads(row).items()}) for n, row in enumerate(rows, 1)]
        return len(found), found
    data = content(logs, plain, path, compression)[2]
    start = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    if form == "Csv":
        return csv_records(data, start, encoding)
    read = {"Jsonl": jsonl, "Combined": combined, "Clf": combined, "Regex": functools.partial(described, pattern)}[form]
    found, number = [], 0
    while start < len(data):
        number += 1
        end = data.find(b"\n", start)
        stop = len(data) if end < 0 else end
        line = data[start:stop]
        if len(line) >= LONGEST:
            found.append(Record(number, start, line, "too-long"))
        else:
            found.append(judged(number, start, line[:-1] if line.endswith(b"\r") else line, encoding, read))
        start = stop + 1
    return number, found


def unsound(raw, encoding):
    if not raw.strip(b" \t"):
        return "blank"
    if b"\0" in raw:
        return "nul"
    if encoding == "Utf8":
        try:
            raw.decode("utf-8", "strict")
        except UnicodeDecodeError:
            return "encoding"
    return None


def text_of(raw, encoding):
    if encoding == "Latin1":
        return raw.decode("latin-1")
    if encoding == "Windows1252":
        # The five bytes that code page 1252 leaves open are the C1 controls of the same number, as everywhere on the web (WHATWG Encoding).
        return "".join(bytes([b]).decode("cp1252") if b not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(b) for b in raw)
    return raw.decode("utf-8")


def judged(number, offset, raw, encoding, read):
    why = unsound(raw, encoding)
    if why:
        return Record(number, offset, raw, why)
    parts = read(raw, encoding)
    return Record(number, offset, raw, "format") if parts is None else Record(number, offset, raw, None, parts)


SPACE = re.compile(r"[ \t\n\r]*")
DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=lambda name: (_ for _ in ()).throw(ValueError(name)))


def jsonl(raw, encoding):
    """RFC 8259: one object, its own members only; numbers and nested values are kept as they are spelled. None where it is no object."""
    text = raw.decode("utf-8")
    depth = deepest = 0
    for token in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', text, re.S):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        return None

    at = SPACE.match(text, 0).end()
    if text[at:at + 1] != "{":
        return None
    parts = {}
    try:
        at = SPACE.match(text, at + 1).end()
        if text[at] == "}":
            return parts if not text[at + 1:].strip(" \t\n\r") else None
        while True:
            if text[at] != '"':
                return None
            name, at = json.decoder.scanstring(text, at + 1, True)
            at = SPACE.match(text, at).end()
            if text[at] != ":":
                return None
            at = SPACE.match(text, at + 1).end()
            begin = at
            value, at = DECODER.raw_decode(text, at)
            kind = text[begin]
            spelled = value if kind == '"' else None if text[begin:at] == "null" else text[begin:at]
            parts.setdefault(name, []).append(spelled)
            at = SPACE.match(text, at).end()
            if text[at] == "}":
                return parts if not text[at + 1:].strip(" \t\n\r") else None
            if text[at] != ",":
                return None
            at = SPACE.match(text, at + 1).end()
    except (ValueError, IndexError, RecursionError):
        return None


# mod_log_config: "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-agent}i\"", where a backslash escapes a quote or itself. The last two may be missing, and
# the whole line may stand in one more pair of quotes.
COMBINED = re.compile(
    rb'"?([^ ]+) [^ ]+ [^ ]+ \[([^\]]*)\] "((?:[^"\\]|\\.)*)" ([0-9]{3}|-) ([0-9]+|-)(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?"?[ \t\r\f\v]*', re.S)


def combined(raw, encoding):
    m = COMBINED.fullmatch(raw)
    if not m:
        return None
    ip, time, request, status, size, referrer, agent = (None if g is None else text_of(g, encoding) for g in m.groups())
    return {
        "ip": [ip], "time": [time], "status": [status], "bytes": [size], "referrer": [referrer], "user_agent": [agent],
        "method": [derive("RequestMethod", request)], "path": [derive("RequestPath", request)],
        "query": [derive("RequestQuery", request)], "protocol": [derive("RequestProtocol", request)],
    }


@functools.lru_cache(maxsize=None)
def compiled(pattern):
    return re.compile(re.sub(r"\(\?<(?=[A-Za-z_])", "(?P<", pattern))


def described(pattern, raw, encoding):
    m = compiled(pattern).fullmatch(text_of(raw, encoding))
    return {name: [value] for name, value in m.groupdict().items()} if m else None


def csv_records(data, start, encoding):
    """RFC 4180 with a header. A record whose quotes are wrong gives up its first physical line, and reading goes on with the next."""
    header, end, why = csv_fields(data, start)
    if why:
        raise ValueError("no header")
    columns = [text_of(f, encoding) for f in header]
    number = 1 + data.count(b"\n", start, end)
    lines, at, found = number - 1, end, []
    while at < len(data):
        fields, end, why = csv_fields(data, at)
        if why:
            end = data.find(b"\n", at) + 1 or len(data)
            raw = data[at:end]
            found.append(Record(number, at, raw, "too-long" if len(raw.rstrip(b"\n")) >= LONGEST else "quote"))
            lines += 1
            number += 1
            at = end
            continue
        raw = data[at:end]
        raw = raw[:-1] if raw.endswith(b"\n") else raw
        raw = raw[:-1] if raw.endswith(b"\r") else raw
        physical = 1 + raw.count(b"\n")
        why = unsound(raw, encoding) or (None if len(fields) == len(columns) else "columns")
        found.append(Record(number, at, raw, why) if why else Record(number, at, raw, None, {c: [text_of(f, encoding)] for c, f in zip(columns, fields)}))
        lines += physical
        number += physical
        at = end
    return lines, found


def csv_fields(data, at):
    """(fields, where the next record begins, None), or (None, None, why)."""
    begin, fields = at, []
    while True:
        if data[at:at + 1] == b'"':
            at, value = at + 1, b""
            while True:
                quote = data.find(b'"', at)
                if quote < 0 or quote - begin >= LONGEST:
                    return None, None, "quote"
                value += data[at:quote]
                at = quote + 1
                if data[at:at + 1] != b'"':
                    break
                value += b'"'
                at += 1
            fields.append(value)
            rest = data[at:at + 2]
        else:
            m = re.compile(rb'[,\n"]').search(data, at)
            end = m.start() if m else len(data)
            if m and m[0] == b'"':
                return None, None, "quote"
            value = data[at:end]
            if (not m or m[0] == b"\n") and value.endswith(b"\r"):
                value, end = value[:-1], end - 1
            fields.append(value)
            at = end
            rest = data[at:at + 2]
        if rest[:1] == b",":
            at += 1
        elif rest[:1] == b"\n":
            return fields, at + 1, None
        elif rest == b"\r\n":
            return fields, at + 2, None
        elif not rest or rest == b"\r":
            return fields, len(data), None
        else:
            return None, None, "quote"


# --- slices -------------------------------------------------------------------------------------------------------------------------------------

# RFC 9112, 3 (method SP request-target SP HTTP-version) with the token of RFC 9110, 5.6.2; what a stranger sent as target may hold spaces.
REQUEST = re.compile(r"([0-9A-Za-z!#$%&'*+\-.^_`|~]+) (.+) (HTTP/[0-9](?:\.[0-9])?)", re.S)
# RFC 3986: scheme and authority, or a path alone; neither has spaces or controls.
URL = re.compile(r"(?:[A-Za-z][A-Za-z0-9+\-.]*://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#.*)?", re.S)


def derive(what, text, parameter=None):
    if what.startswith("Request"):
        m = REQUEST.fullmatch(text)
        if not m:
            return None
        if what == "RequestMethod":
            return m[1]
        if what == "RequestProtocol":
            return m[3]
        target = re.fullmatch(r"([^?#]*)(?:\?([^#]*))?(?:#.*)?", m[2], re.S)
        path, query, host = target[1], target[2], None
    else:
        if re.search(r"[\x00-\x20\x7f]", text) or not (text.startswith("/") or re.match(r"[A-Za-z][A-Za-z0-9+\-.]*://", text)):
            return None
        m = URL.fullmatch(text)
        path, query, host = m[2], m[3], m[1]
    if what.endswith("Path"):
        return path
    if what.endswith("Query"):
        return query
    if what == "UrlHost":
        if host is None:
            return None
        host = host.rpartition("@")[2]
        return re.match(r"\[[^\]]*\]|[^:]*", host)[0]
    for pair in (query or "").split("&"):
        name, equals, value = pair.partition("=")
        if equals and name == parameter:
            return value
    return None


# --- subjects -----------------------------------------------------------------------------------------------------------------------------------

@functools.lru_cache(maxsize=None)
def normal(kind, value, fold):
    """What two spellings of one identifier have in common; None where the value is no such identifier."""
    if kind == "ip":
        try:
            address = ipaddress.ip_address(value) if "%" not in value else None
        except ValueError:
            address = None
        if address is None:
            return None
        mapped = getattr(address, "ipv4_mapped", None)
        return str(mapped or address)
    if kind == "email":
        local, _, domain = value.rpartition("@")
        value = local + "@" + lower(domain) if local and domain else None
    elif kind == "phone":
        if not re.fullmatch(r"\+?[0-9 \-.()]*", value):
            return None
        digits = re.sub(r"[^0-9]", "", value)
        return digits if re.fullmatch(r"[1-9][0-9]{6,14}", digits) else None
    if not value:
        return None
    return lower(value) if fold else value


def lower(text):
    return re.sub(r"[A-Z]", lambda m: m[0].lower(), text)


def matches(record, subject):
    """Whether the record is the subject's. With a name that stands twice: whether it could be."""
    wanted = normal(subject["type"], subject["value"], subject["foldCase"])
    if not any(v is not None and normal(subject["type"], v, subject["foldCase"]) == wanted for v in record.parts.get(subject["from"], [])):
        return False
    if subject["port"] is None:
        return True
    return any(v is not None and re.fullmatch(r"[0-9]+", v) and int(v) == subject["port"] for v in record.parts.get(subject["portFrom"], []))


# --- the plan -----------------------------------------------------------------------------------------------------------------------------------

def ticks_of_plan(text):
    local, offset = rfc3339(text)
    return local - offset


def lateness(text):
    m = re.fullmatch(r"(?:([0-9]+)\.)?([0-9]{2}):([0-9]{2}):([0-9]{2})", text)
    return ((int(m[1] or 0) * 24 + int(m[2])) * 3600 + int(m[3]) * 60 + int(m[4])) * SECOND


def answer(job):
    logs, plain, plan = job["logs"], job["plain"], job["plan"]
    reached, files, absent, inside = [], {}, {}, {}
    for read in plan["reads"]:
        source, margin, location = read["source"], lateness(read["source"]["lateness"]), Location(read["source"]["location"])
        mine = set()
        for window in read["windows"]:
            first, end = ticks_of_plan(window["from"]), ticks_of_plan(window["to"])
            for path, _ in location.between(first - margin, end + margin):
                if os.path.exists(os.path.join(logs, path)):
                    mine.add(path)
            for path, _ in location.between(first, end):
                if path not in mine:
                    absent[source["name"], path] = True
        reached.append(mine)
        files.setdefault(source["name"], (source, set()))[1].update(mine)

    told, damaged, unusable = [], [], []
    rows = [{} for _ in plan["reads"]]
    for name, (source, paths) in sorted(files.items()):
        reads = [(i, r) for i, r in enumerate(plan["reads"]) if r["source"]["name"] == name]
        for path in sorted(paths):
            size, digest, _ = content(logs, plain, path, source["compression"])
            lines, found = records(logs, plain, path, source["compression"], source["format"], source["encoding"], source["pattern"])
            told.append({"source": name, "path": path, "size": size, "sha256": digest, "lines": lines, "records": len(found)})
            for record in found:
                where = {"source": name, "file": path, "line": record.line, "offset": record.offset}
                if record.damage:
                    holds = any(s["value"].encode() in record.raw for _, r in reads for s in r["subjects"])
                    damaged.append({**where, "reason": record.damage, "holds": holds})
                    continue
                reasons, certain, made = look(record, source, path, [(i, r) for i, r in reads if path in reached[i]])
                if reasons:
                    unusable.append({**where, "reasons": sorted(reasons), "certain": certain})
                if not reasons or not certain and made:
                    for index, row in made:
                        rows[index][path, record.line] = row

    items = []
    for index, read in enumerate(plan["reads"]):
        item = next((i for i in items if i["item"] == read["item"]), None)
        if item is None:
            item = {"item": read["item"], "sources": []}
            items.append(item)
        section = next((s for s in item["sources"] if s["source"] == read["source"]["name"]), None)
        if section is None:
            section = {"source": read["source"]["name"], "joined": {}}
            item["sources"].append(section)
        for key, (when, values) in rows[index].items():
            joined = section["joined"].setdefault(key, (when, {}))[1]
            for field, value in values.items():
                joined.setdefault(field, value)
    for item in items:
        for section in item["sources"]:
            ordered = sorted(section.pop("joined").items(), key=lambda r: (r[1][0] or 0, r[0][0].encode("utf-16-be"), r[0][1]))
            section["rows"] = [{"file": key[0], "line": key[1], "values": row[1]} for key, row in ordered]
            section["first"] = ordered[0][1][0] if ordered else None
            section["last"] = ordered[-1][1][0] if ordered else None
    return {"items": items, "files": told, "absent": [{"source": s, "path": p} for s, p in sorted(absent)], "damaged": damaged, "unusable": unusable}


def look(record, source, path, reads):
    """(reasons for which it may be rejected, whether it must be, rows it makes)"""
    reasons, certain, made = set(), False, []
    if record.repeated:
        reasons.add("duplicate-key")
    if record.unnamed:
        reasons.add("encoding")
    for index, read in reads:
        ours = any(matches(record, s) for s in read["subjects"])
        if any(is_no_text(v) for s in read["subjects"] for v in record.parts.get(s["from"], [])):
            reasons.add("encoding")
        if not ours:
            continue
        if record.repeated or record.unnamed:
            certain = True
            continue
        when = None
        if source["timeFrom"] is not None:
            text = record.part(source["timeFrom"])
            when, why = (None, "encoding") if is_no_text(text) else (None, "time") if text is None else instant(source, text, path)
            if why:
                reasons.add(why)
                certain = True
                continue
        fields = None
        for window in read["windows"]:
            if when is None or ticks_of_plan(window["from"]) <= when < ticks_of_plan(window["to"]):
                fields = (fields or []) + window["fields"]
        if fields is None:
            continue
        values = {}
        for field in fields:
            value = record.part(field["from"])
            if is_no_text(value):
                reasons.add("encoding")
                certain = True
            elif value is not None and field["derive"] is not None:
                value = derive(field["derive"], value, field["parameter"])
            values[field["name"]] = value
        made.append((index, (when, values)))
    return reasons, certain, made


def main():
    for line in sys.stdin.buffer:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
    sys.stdout.flush()


main()
