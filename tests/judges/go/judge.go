// A judge of the ledger that shares no code with CaseDesk: the client code of the Go checksum database, golang.org/x/mod/sumdb,
// reads the checkpoint, the tiles and the proofs. What is here only finds the files.
//
//	judge ledger DIR KEYFILE [CHECKPOINT|RECEIPT]...
//	judge receipt RECEIPT ENTRY KEYFILE
//
// Says what is wrong first. Exit code 0 good, 1 bad, 2 usage.
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const receiptHeader = "c2sp.org/tlog-proof@v1\n"

func main() {
	defer func() {
		switch found := recover().(type) {
		case nil:
		case finding:
			fmt.Println("BAD " + string(found))
			os.Exit(1)
		default:
			// A fault of this program is no verdict.
			panic(found)
		}
	}()
	switch args := os.Args[1:]; {
	case len(args) >= 3 && args[0] == "ledger":
		key := keyIn(args[2])
		tree, all := judgeLedger(args[1], key)
		for _, file := range args[3:] {
			judgeKept(file, key, tree, all)
		}
		fmt.Printf("GOOD %d entries, %d kept statements\n", tree.N, len(args)-3)
	case len(args) == 4 && args[0] == "receipt":
		tree, index := judgeReceipt(read(args[1]), tlog.RecordHash(read(args[2])), keyIn(args[3]))
		fmt.Printf("GOOD entry %d of %d\n", index, tree.N)
	default:
		fmt.Fprintln(os.Stderr, "judge ledger DIR KEYFILE [CHECKPOINT|RECEIPT]... | judge receipt RECEIPT ENTRY KEYFILE")
		os.Exit(2)
	}
}

// What is wrong: file, checkpoint, tree, seq, kept or receipt; and how.
type finding string

func bad(what, format string, args ...any) {
	panic(finding(what + ": " + fmt.Sprintf(format, args...)))
}

func read(file string) []byte {
	data, err := os.ReadFile(file)
	if err != nil {
		bad("file", "%v", err)
	}
	return data
}

func keyIn(file string) note.Verifier {
	key, err := note.NewVerifier(strings.TrimSpace(string(read(file))))
	if err != nil {
		bad("file", "%s: %v", file, err)
	}
	return key
}

func open(text []byte, key note.Verifier) tlog.Tree {
	opened, err := note.Open(text, note.VerifierList(key))
	if err != nil {
		bad("checkpoint", "%v", err)
	}
	body := strings.TrimPrefix(opened.Text, key.Name()+"\n")
	if body == opened.Text {
		bad("checkpoint", "it speaks for another log than %s", key.Name())
	}
	// The parser knows one log only, by its first line.
	tree, err := tlog.ParseTree([]byte("go.sum database tree\n" + body))
	if err != nil || strings.Count(body, "\n") != 2 {
		bad("checkpoint", "it has another form: %v", err)
	}
	if tree.N == 0 && tree.Hash != rootOf(0, nil) {
		bad("checkpoint", "it has no entries and another root than a log without any")
	}
	return tree
}

// Go writes the height of a tile into its path, C2SP does not.
func pathOf(dir string, tile tlog.Tile) string {
	path := strings.TrimPrefix(tile.Path(), "tile/8/")
	return filepath.Join(dir, "tile", strings.Replace(path, "data/", "entries/", 1))
}

// All hashes of the tree, as the tlog package numbers them.
type hashes []tlog.Hash

func (all hashes) ReadHashes(places []int64) ([]tlog.Hash, error) {
	var list []tlog.Hash
	for _, place := range places {
		list = append(list, all[place])
	}
	return list, nil
}

func (all hashes) leaf(index int64) tlog.Hash { return all[tlog.StoredHashIndex(0, index)] }

// Makes the tree anew from the entries and holds the tiles and the signed root against it. The package's TileHashReader, which would read
// hashes out of tiles, is not used: in Debian's version it does not hold every full tile against its parent.
func judgeLedger(dir string, key note.Verifier) (tlog.Tree, hashes) {
	tree := open(read(filepath.Join(dir, "checkpoint")), key)
	var all hashes
	var wrong string
	for from := int64(0); from < tree.N; from += 256 {
		width := int(tree.N - from)
		if width > 256 {
			width = 256
		}
		for i, entry := range entries(pathOf(dir, tlog.Tile{H: 8, L: -1, N: from / 256, W: width}), width) {
			more, err := tlog.StoredHashes(from+int64(i), entry, all)
			must(err)
			all = append(all, more...)
			if wrong == "" {
				wrong = wrongSeq(entry, from+int64(i))
			}
		}
	}
	for _, tile := range tlog.NewTiles(8, 0, tree.N) {
		// It lists the partial tiles of smaller trees too.
		if tile.W < 256 && tile.N<<8+int64(tile.W) != tree.N>>(8*tile.L) {
			continue
		}
		data, err := tlog.ReadTileData(tile, all)
		must(err)
		if path := pathOf(dir, tile); !bytes.Equal(data, read(path)) {
			bad("tree", "%s is not made of the entries", path)
		}
	}
	if root := rootOf(tree.N, all); root != tree.Hash {
		bad("tree", "the entries do not give the signed root")
	}
	if wrong != "" {
		bad("seq", "%s", wrong)
	}
	return tree, all
}

func rootOf(size int64, all hashes) tlog.Hash {
	if size == 0 {
		return sha256.Sum256(nil)
	}
	root, err := tlog.TreeHash(size, all)
	must(err)
	return root
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func entries(path string, width int) [][]byte {
	var list [][]byte
	rest := read(path)
	for len(list) < width {
		if len(rest) < 2 || len(rest) < 2+int(rest[0])<<8+int(rest[1]) {
			bad("file", "%s is short", path)
		}
		end := 2 + int(rest[0])<<8 + int(rest[1])
		list, rest = append(list, rest[2:end]), rest[end:]
	}
	if len(rest) > 0 {
		bad("file", "%s is long", path)
	}
	return list
}

// What is wrong with the number in an entry that has one; nothing where it equals its place.
func wrongSeq(entry []byte, index int64) string {
	var members map[string]json.RawMessage
	if json.Unmarshal(entry, &members) != nil {
		return ""
	}
	if seq, has := members["seq"]; has && string(seq) != strconv.FormatInt(index, 10) {
		return fmt.Sprintf("entry %d says that it is number %s", index, seq)
	}
	return ""
}

func judgeKept(file string, key note.Verifier, tree tlog.Tree, all hashes) {
	text := read(file)
	var older tlog.Tree
	if bytes.HasPrefix(text, []byte(receiptHeader)) {
		index, _, _ := parseReceipt(text)
		if index >= tree.N {
			bad("kept", "%s is about entry %d, which is missing", file, index)
		}
		older, _ = judgeReceipt(text, all.leaf(index), key)
	} else {
		older = open(text, key)
	}
	if older.N > tree.N {
		bad("kept", "%s has %d entries, the log only %d", file, older.N, tree.N)
	}
	if older.N == 0 {
		return
	}
	proof, err := tlog.ProveTree(tree.N, older.N, all)
	must(err)
	if err := tlog.CheckTree(proof, tree.N, tree.Hash, older.N, older.Hash); err != nil {
		bad("kept", "%s is not the beginning of the log: %v", file, err)
	}
}

func judgeReceipt(text []byte, leaf tlog.Hash, key note.Verifier) (tlog.Tree, int64) {
	index, proof, checkpoint := parseReceipt(text)
	tree := open(checkpoint, key)
	if index >= tree.N {
		bad("receipt", "entry %d is not in a log of %d", index, tree.N)
	}
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf); err != nil {
		bad("receipt", "the entry is not in the log at %d: %v", index, err)
	}
	return tree, index
}

func parseReceipt(text []byte) (int64, tlog.RecordProof, []byte) {
	head, checkpoint, parted := bytes.Cut(text, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !parted || lines[0]+"\n" != receiptHeader {
		bad("receipt", "it has another form")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		lines = lines[1:]
	}
	if len(lines) == 0 {
		bad("receipt", "it has no index")
	}
	number := strings.TrimPrefix(lines[0], "index ")
	index, err := strconv.ParseInt(number, 10, 64)
	if err != nil || "index "+strconv.FormatInt(index, 10) != lines[0] || index < 0 {
		bad("receipt", "it has no index")
	}
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		bytes, err := base64.StdEncoding.Strict().DecodeString(line)
		if err != nil || len(bytes) != tlog.HashSize {
			bad("receipt", "a line of it is no hash")
		}
		proof = append(proof, *(*tlog.Hash)(bytes))
	}
	return index, proof, checkpoint
}
