#!/usr/bin/env node
// A judge of the ledger that shares no code with CaseDesk: what checks Sigstore's own log in npm, @sigstore/verify, checks the checkpoint and,
// entry by entry, that it is in the tree. What is here finds the files, makes the proofs, and holds on to what that package leaves open.
//
//   judge.js ledger DIR KEYFILE [CHECKPOINT|RECEIPT]...
//   judge.js receipt RECEIPT ENTRY KEYFILE
//
// Says what is wrong first. Exit code 0 good, 1 bad, 2 usage. It holds all entries in memory.
'use strict';

const crypto = require('node:crypto');
const fs = require('node:fs');
const path = require('node:path');
// Inner parts: the package's front door wants a signed software artifact around the log's entry, which ours are not.
const { verifyCheckpoint } = require('@sigstore/verify/dist/tlog/checkpoint');
const { verifyMerkleInclusion } = require('@sigstore/verify/dist/tlog/merkle');

const RECEIPT = 'c2sp.org/tlog-proof@v1\n';

// What is wrong: file, checkpoint, tree, seq, kept or receipt; and how.
class Bad extends Error {
  constructor(what, how) { super(`${what}: ${how}`); }
}

function main(args) {
  try {
    if (args.length >= 3 && args[0] === 'ledger') {
      const log = logOf(args[2]);
      const ledger = judgeLedger(args[1], log);
      for (const file of args.slice(3)) judgeKept(file, log, ledger);
      console.log(`GOOD ${ledger.entries.length} entries, ${args.length - 3} kept statements`);
    } else if (args.length === 4 && args[0] === 'receipt') {
      const { index, checkpoint } = judgeReceipt(text(args[1]), read(args[2]), logOf(args[3]));
      console.log(`GOOD entry ${index} of ${checkpoint.logSize}`);
    } else {
      console.error('judge.js ledger DIR KEYFILE [CHECKPOINT|RECEIPT]... | judge.js receipt RECEIPT ENTRY KEYFILE');
      return 2;
    }
  } catch (e) {
    if (!(e instanceof Bad)) throw e;
    console.log(`BAD ${e.message}`);
    return 1;
  }
  return 0;
}

function read(file) {
  try {
    return fs.readFileSync(file);
  } catch (e) {
    throw new Bad('file', e.message);
  }
}

function text(file) {
  const bytes = read(file);
  if (!bytes.equals(Buffer.from(bytes.toString('utf8'), 'utf8'))) throw new Bad('file', `${file} is not UTF-8`);
  return bytes.toString('utf8');
}

function unbase64(word, length, what) {
  const bytes = Buffer.from(word, 'base64');
  if (bytes.toString('base64') !== word || bytes.length !== length) throw new Bad(what, 'a word of it is not base64 of the right length');
  return bytes;
}

const sha = (...parts) => crypto.createHash('sha256').update(Buffer.concat(parts)).digest();

/** Runs the package's code; what it throws is its verdict, whatever it is. */
function judged(what, act) {
  try {
    return act();
  } catch (e) {
    if (e instanceof Bad) throw e;
    throw new Bad(what, e.message);
  }
}

/** The log as the package knows logs: its key, what it is called, and by which bytes its signatures name it. */
function logOf(file) {
  const [, name, id, word] = /^([^+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text(file).trim()) ?? ['', '', '', ''];
  const key = unbase64(word, 33, 'file');
  const logID = sha(Buffer.from(`${name}\n`), key).subarray(0, 4);
  if (key[0] !== 1 || logID.toString('hex') !== id) throw new Bad('file', "the key's line is damaged, or of another kind");
  const publicKey = crypto.createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key.subarray(1).toString('base64url') }, format: 'jwk' });
  return { logID, publicKey, baseURL: name, validFor: { start: new Date(0), end: new Date(8.64e15) } };
}

const claim = (log, index, hashes, envelope, body) => ({
  logId: { keyId: log.logID },
  inclusionProof: { logIndex: String(index), hashes, checkpoint: { envelope } },
  canonicalizedBody: body,
});

/** The package does not ask who speaks, and takes numbers in other spellings. */
function openCheckpoint(note, log) {
  const checkpoint = judged('checkpoint', () => verifyCheckpoint(claim(log, 0, [], note), [log]));
  const lines = note.slice(0, note.indexOf('\n\n')).split('\n');
  if (lines.length !== 3 || checkpoint.origin !== log.baseURL) throw new Bad('checkpoint', `it speaks for another log than ${log.baseURL}, or says more than a checkpoint`);
  if (lines[1] !== String(checkpoint.logSize) || lines[1].startsWith('-')) throw new Bad('checkpoint', 'its size is no number');
  unbase64(lines[2], 32, 'checkpoint');
  if (lines[1] === '0' && !checkpoint.logHash.equals(sha())) throw new Bad('checkpoint', 'it has no entries and another root than a log without any');
  return checkpoint;
}

function tilePath(folder, level, index, width) {
  let name = String(index % 1000).padStart(3, '0');
  for (let n = Math.floor(index / 1000); n > 0; n = Math.floor(n / 1000)) name = `x${String(n % 1000).padStart(3, '0')}/${name}`;
  return path.join(folder, 'tile', String(level), width < 256 ? `${name}.p/${width}` : name);
}

function hashesIn(file, width) {
  const bytes = read(file);
  if (bytes.length !== 32 * width) throw new Bad('file', `${file} has another length`);
  return Array.from({ length: width }, (_, i) => bytes.subarray(32 * i, 32 * i + 32));
}

function entriesIn(file, width) {
  const entries = [];
  let rest = read(file);
  while (entries.length < width) {
    if (rest.length < 2 || rest.length < 2 + rest.readUInt16BE(0)) throw new Bad('file', `${file} is short`);
    const end = 2 + rest.readUInt16BE(0);
    entries.push(rest.subarray(2, end));
    rest = rest.subarray(end);
  }
  if (rest.length > 0) throw new Bad('file', `${file} is long`);
  return entries;
}

/** Roots of parts of the tree, and inclusion proofs (RFC 6962, 2.1), over the hashes of the tiles. */
class Tree {
  #roots = new Map();

  constructor(leaves) { this.leaves = leaves; }

  root(from, to) {
    if (to - from === 1) return this.leaves[from];
    const name = `${from} ${to}`;
    if (!this.#roots.has(name)) this.#roots.set(name, sha(Buffer.of(1), this.root(from, from + split(to - from)), this.root(from + split(to - from), to)));
    return this.#roots.get(name);
  }

  proof(index, size) {
    const hashes = [];
    for (let from = 0, to = size; to - from > 1;) {
      const middle = from + split(to - from);
      hashes.unshift(index < middle ? this.root(middle, to) : this.root(from, middle));
      if (index < middle) to = middle; else from = middle;
    }
    return hashes;
  }
}

function split(n) {
  let k = 1;
  while (2 * k < n) k *= 2;
  return k;
}

function judgeLedger(folder, log) {
  const note = text(path.join(folder, 'checkpoint'));
  const checkpoint = openCheckpoint(note, log);
  const size = Number(checkpoint.logSize);
  const [entries, leaves] = [[], []];
  for (let from = 0; from < size; from += 256) {
    const width = Math.min(256, size - from);
    entries.push(...entriesIn(tilePath(folder, 'entries', from / 256, width), width));
    leaves.push(...hashesIn(tilePath(folder, 0, from / 256, width), width));
  }
  const ledger = { entries, tree: new Tree(leaves) };
  judgeEntries(ledger, size, checkpoint, log, 'tree', '');
  judgeTiles(folder, ledger);
  entries.forEach(checkSeq);
  return ledger;
}

/** Each of the first entries is in the tree that was signed, at its place. */
function judgeEntries({ entries, tree }, size, checkpoint, log, what, of) {
  for (let i = 0; i < size; i++)
    judged(what, () => {
      try {
        verifyMerkleInclusion(claim(log, i, tree.proof(i, size), '', entries[i]), checkpoint);
      } catch (e) {
        throw new Bad(what, `${of}entry ${i}: ${e.message}`);
      }
    });
}

/** Proofs do not need every hash of every tile. */
function judgeTiles(folder, { entries, tree }) {
  entries.forEach((entry, i) => {
    if (!sha(Buffer.of(0), entry).equals(tree.leaves[i])) throw new Bad('tree', `entry ${i} is not the one that the tiles hold`);
  });
  for (let level = 1, span = 256; entries.length >= span; level++, span *= 256)
    for (let from = 0, count = Math.floor(entries.length / span); from < count; from += 256) {
      const file = tilePath(folder, level, from / 256, Math.min(256, count - from));
      hashesIn(file, Math.min(256, count - from)).forEach((hash, i) => {
        if (!hash.equals(tree.root((from + i) * span, (from + i + 1) * span))) throw new Bad('tree', `${file} is not made of the tiles below it`);
      });
    }
}

function checkSeq(entry, index) {
  let members;
  try {
    members = JSON.parse(entry.toString('utf8'));
  } catch {
    return;
  }
  if (members !== null && typeof members === 'object' && 'seq' in members && members.seq !== index) throw new Bad('seq', `entry ${index} says that it is number ${members.seq}`);
}

function judgeKept(file, log, ledger) {
  const kept = text(file);
  let checkpoint;
  if (kept.startsWith(RECEIPT)) {
    const { index } = parseReceipt(kept);
    if (index >= ledger.entries.length) throw new Bad('kept', `${file} is about entry ${index}, which is missing`);
    checkpoint = judgeReceipt(kept, ledger.entries[index], log).checkpoint;
  } else {
    checkpoint = openCheckpoint(kept, log);
  }
  if (checkpoint.logSize > ledger.entries.length) throw new Bad('kept', `${file} has ${checkpoint.logSize} entries, the log only ${ledger.entries.length}`);
  judgeEntries(ledger, Number(checkpoint.logSize), checkpoint, log, 'kept', `${file} is not the beginning of the log: `);
}

function judgeReceipt(receipt, entry, log) {
  const { index, hashes, note } = parseReceipt(receipt);
  const checkpoint = openCheckpoint(note, log);
  judged('receipt', () => verifyMerkleInclusion(claim(log, index, hashes, note, entry), checkpoint));
  return { index, checkpoint };
}

function parseReceipt(receipt) {
  const end = receipt.indexOf('\n\n');
  const lines = receipt.slice(0, end).split('\n');
  if (end < 0 || lines.shift() + '\n' !== RECEIPT) throw new Bad('receipt', 'it has another form');
  if (lines[0]?.startsWith('extra ')) lines.shift();
  const [, index] = /^index (0|[1-9][0-9]{0,14})$/.exec(lines.shift() ?? '') ?? [];
  if (index === undefined) throw new Bad('receipt', 'it has no index');
  return { index: Number(index), hashes: lines.map(line => unbase64(line, 32, 'receipt')), note: receipt.slice(end + 2) };
}

process.exitCode = main(process.argv.slice(2));
