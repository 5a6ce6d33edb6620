//go:build unix

package p2

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/files"
)

// TestFilesystem calls every function of wasi:filesystem, well and badly.
func TestFilesystem(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), []byte("hello"), 0o644); err != nil {
		t.Fatal(err)
	}
	w := newTest(t, settings{dirs: []files.Dir{{Host: dir, Guest: "/data"}, {Host: dir, Guest: "/ro", ReadOnly: true}}})
	list := w.call("filesystem/preopens#get-directories").([]any)
	if len(list) != 2 || list[0].(polyfill.Tuple)[1] != "/data" {
		t.Fatalf("%v", list)
	}
	d, ro := list[0].(polyfill.Tuple)[0], list[1].(polyfill.Tuple)[0]
	const m = "filesystem/types#[method]descriptor."
	follow := []string{"symlink-follow"}
	var none []string
	open := func(path string, open, flags []string) any { return w.ok(m+"open-at", d, follow, path, open, flags) }

	f := open("file", nil, []string{"read", "write"})
	got := w.ok(m+"read", f, 3, 1).(polyfill.Tuple)
	if string(got[0].([]byte)) != "ell" || got[1] != false {
		t.Errorf("read: %v", got)
	}
	if got := w.ok(m+"read", f, 3, 9).(polyfill.Tuple); len(got[0].([]byte)) != 0 || got[1] != true {
		t.Errorf("read behind the end: %v", got)
	}
	if n := w.ok(m+"write", f, []byte("HE"), 0); n != uint64(2) {
		t.Errorf("write: %v", n)
	}
	a := w.ok(m+"append-via-stream", f)
	w.ok("io/streams#[method]output-stream.blocking-write-and-flush", a, []byte("!"))
	s := w.ok(m+"write-via-stream", f, 1)
	w.ok("io/streams#[method]output-stream.blocking-write-and-flush", s, []byte("e"))
	r := w.ok(m+"read-via-stream", f, 1)
	if got := w.ok("io/streams#[method]input-stream.blocking-read", r, 100); string(got.([]byte)) != "ello!" {
		t.Errorf("%q", got)
	}
	w.fails("closed", "io/streams#[method]input-stream.blocking-read", r, 100)
	w.ok(m+"set-size", f, 4)
	w.ok(m+"sync", f)
	w.ok(m+"sync-data", f)
	w.ok(m+"advise", f, 0, 4, "will-need")
	if flags := w.ok(m+"get-flags", f).(polyfill.Flags); !slices.Equal(flags, polyfill.Flags{"read", "write"}) {
		t.Errorf("flags %v", flags)
	}
	if flags := w.ok(m+"get-flags", ro).(polyfill.Flags); !slices.Equal(flags, polyfill.Flags{"read"}) {
		t.Errorf("flags %v", flags)
	}
	if typ := w.ok(m+"get-type", f); typ != polyfill.Enum("regular-file") {
		t.Errorf("type %v", typ)
	}
	at := func(s uint64, ns uint32) polyfill.Variant {
		return polyfill.Variant{Case: "timestamp", Value: map[string]any{"seconds": s, "nanoseconds": ns}}
	}
	same, now := polyfill.Variant{Case: "no-change"}, polyfill.Variant{Case: "now"}
	w.ok(m+"set-times", f, at(7, 8), now)
	w.ok(m+"set-times-at", d, follow, "file", same, at(9, 10))
	st := w.ok(m+"stat", f).(polyfill.Record)
	time := func(field string) any { return st.Get(field).(polyfill.Record).Get("seconds") }
	if st.Get("type") != polyfill.Enum("regular-file") || st.Get("size") != uint64(4) || st.Get("link-count") != uint64(1) ||
		time("data-access-timestamp") != uint64(7) || time("data-modification-timestamp") != uint64(9) {
		t.Errorf("stat: %v", st)
	}

	w.ok(m+"create-directory-at", d, "sub")
	w.ok(m+"symlink-at", d, "../file", "sub/up")
	if got := w.ok(m+"readlink-at", d, "sub/up"); got != "../file" {
		t.Errorf("readlink: %v", got)
	}
	if st := w.ok(m+"stat-at", d, none, "sub/up").(polyfill.Record); st.Get("type") != polyfill.Enum("symbolic-link") {
		t.Errorf("stat-at: %v", st)
	}
	if st := w.ok(m+"stat-at", d, follow, "sub/up").(polyfill.Record); st.Get("size") != uint64(4) {
		t.Errorf("stat-at: %v", st)
	}
	sub := open("sub", []string{"directory"}, []string{"read"})
	w.ok(m+"link-at", d, none, "file", sub, "hard")
	w.ok(m+"rename-at", sub, "hard", d, "moved")
	other := open("moved", nil, []string{"read"})
	if w.call(m+"is-same-object", f, other) != true || w.call(m+"is-same-object", f, d) != false {
		t.Error("is-same-object")
	}
	if h, at := w.ok(m+"metadata-hash", f), w.ok(m+"metadata-hash-at", d, follow, "moved"); h.(polyfill.Record).Get("lower") != at.(polyfill.Record).Get("lower") {
		t.Errorf("hashes %v, %v", h, at)
	}
	e := w.ok(m+"read-directory", d)
	var names []string
	for {
		entry := w.ok("filesystem/types#[method]directory-entry-stream.read-directory-entry", e)
		if entry == nil {
			break
		}
		names = append(names, entry.(polyfill.Record).Get("name").(string))
	}
	slices.Sort(names)
	if !slices.Equal(names, []string{"file", "moved", "sub"}) {
		t.Errorf("entries %q", names)
	}
	w.ok(m+"unlink-file-at", d, "moved")
	w.ok(m+"unlink-file-at", d, "sub/up")
	w.ok(m+"remove-directory-at", d, "sub")

	w.fails("not-permitted", m+"open-at", d, follow, "../x", none, []string{"read"})
	w.fails("read-only", m+"open-at", ro, follow, "file", none, []string{"write"})
	w.fails("read-only", m+"create-directory-at", ro, "x")
	w.fails("no-entry", m+"stat-at", d, follow, "nothing")
	w.fails("no-entry", m+"metadata-hash-at", d, follow, "nothing")
	w.fails("no-entry", m+"unlink-file-at", d, "nothing")
	w.fails("no-entry", m+"remove-directory-at", d, "nothing")
	w.fails("no-entry", m+"rename-at", d, "nothing", d, "x")
	w.fails("no-entry", m+"link-at", d, none, "nothing", d, "x")
	w.fails("exist", m+"symlink-at", d, "x", "file")
	w.fails("invalid", m+"readlink-at", d, "file")
	w.fails("invalid", m+"set-times", f, at(1<<63, 0), same)
	w.fails("invalid", m+"set-times-at", d, follow, "file", at(1, 1e9), same)
	w.fails("is-directory", m+"read", d, 1, 0)
	w.fails("is-directory", m+"write-via-stream", d, 0)
	w.fails("bad-descriptor", m+"append-via-stream", other)
	w.fails("bad-descriptor", m+"write", other, []byte("x"), 0)
	w.fails("bad-descriptor", m+"set-size", other, 0)
	w.fails("not-directory", m+"read-directory", f)
	w.fails("invalid", m+"advise", f, uint64(1<<63), 1, "normal")
}
