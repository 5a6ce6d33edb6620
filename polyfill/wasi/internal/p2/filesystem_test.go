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
	w := newTest(t, settings{Dirs: []files.Dir{{Host: dir, Guest: "/data"}, {Host: dir, Guest: "/ro", ReadOnly: true}}})
	list := w.Call("filesystem/preopens#get-directories").([]any)
	if len(list) != 2 || list[0].(polyfill.Tuple)[1] != "/data" {
		t.Fatalf("%v", list)
	}
	d, ro := list[0].(polyfill.Tuple)[0], list[1].(polyfill.Tuple)[0]
	const m = "filesystem/types#[method]descriptor."
	follow := []string{"symlink-follow"}
	var none []string
	open := func(path string, open, flags []string) any { return w.OK(m+"open-at", d, follow, path, open, flags) }

	f := open("file", nil, []string{"read", "write"})
	got := w.OK(m+"read", f, 3, 1).(polyfill.Tuple)
	if string(got[0].([]byte)) != "ell" || got[1] != false {
		t.Errorf("read: %v", got)
	}
	if got := w.OK(m+"read", f, 3, 9).(polyfill.Tuple); len(got[0].([]byte)) != 0 || got[1] != true {
		t.Errorf("read behind the end: %v", got)
	}
	if n := w.OK(m+"write", f, []byte("HE"), 0); n != uint64(2) {
		t.Errorf("write: %v", n)
	}
	a := w.OK(m+"append-via-stream", f)
	w.OK("io/streams#[method]output-stream.blocking-write-and-flush", a, []byte("!"))
	s := w.OK(m+"write-via-stream", f, 1)
	w.OK("io/streams#[method]output-stream.blocking-write-and-flush", s, []byte("e"))
	r := w.OK(m+"read-via-stream", f, 1)
	if got := w.OK("io/streams#[method]input-stream.blocking-read", r, 100); string(got.([]byte)) != "ello!" {
		t.Errorf("%q", got)
	}
	w.Fails("closed", "io/streams#[method]input-stream.blocking-read", r, 100)
	w.OK(m+"set-size", f, 4)
	w.OK(m+"sync", f)
	w.OK(m+"sync-data", f)
	w.OK(m+"advise", f, 0, 4, "will-need")
	if flags := w.OK(m+"get-flags", f).(polyfill.Flags); !slices.Equal(flags, polyfill.Flags{"read", "write"}) {
		t.Errorf("flags %v", flags)
	}
	if flags := w.OK(m+"get-flags", ro).(polyfill.Flags); !slices.Equal(flags, polyfill.Flags{"read"}) {
		t.Errorf("flags %v", flags)
	}
	if typ := w.OK(m+"get-type", f); typ != polyfill.Enum("regular-file") {
		t.Errorf("type %v", typ)
	}
	at := func(s uint64, ns uint32) polyfill.Variant {
		return polyfill.Variant{Case: "timestamp", Value: map[string]any{"seconds": s, "nanoseconds": ns}}
	}
	same, now := polyfill.Variant{Case: "no-change"}, polyfill.Variant{Case: "now"}
	w.OK(m+"set-times", f, at(7, 8), now)
	w.OK(m+"set-times-at", d, follow, "file", same, at(9, 10))
	st := w.OK(m+"stat", f).(polyfill.Record)
	time := func(field string) any { return st.Get(field).(polyfill.Record).Get("seconds") }
	if st.Get("type") != polyfill.Enum("regular-file") || st.Get("size") != uint64(4) || st.Get("link-count") != uint64(1) ||
		time("data-access-timestamp") != uint64(7) || time("data-modification-timestamp") != uint64(9) {
		t.Errorf("stat: %v", st)
	}

	w.OK(m+"create-directory-at", d, "sub")
	w.OK(m+"symlink-at", d, "../file", "sub/up")
	if got := w.OK(m+"readlink-at", d, "sub/up"); got != "../file" {
		t.Errorf("readlink: %v", got)
	}
	if st := w.OK(m+"stat-at", d, none, "sub/up").(polyfill.Record); st.Get("type") != polyfill.Enum("symbolic-link") {
		t.Errorf("stat-at: %v", st)
	}
	if st := w.OK(m+"stat-at", d, follow, "sub/up").(polyfill.Record); st.Get("size") != uint64(4) {
		t.Errorf("stat-at: %v", st)
	}
	sub := open("sub", []string{"directory"}, []string{"read"})
	w.OK(m+"link-at", d, none, "file", sub, "hard")
	w.OK(m+"rename-at", sub, "hard", d, "moved")
	other := open("moved", nil, []string{"read"})
	if w.Call(m+"is-same-object", f, other) != true || w.Call(m+"is-same-object", f, d) != false {
		t.Error("is-same-object")
	}
	if h, at := w.OK(m+"metadata-hash", f), w.OK(m+"metadata-hash-at", d, follow, "moved"); h.(polyfill.Record).Get("lower") != at.(polyfill.Record).Get("lower") {
		t.Errorf("hashes %v, %v", h, at)
	}
	e := w.OK(m+"read-directory", d)
	var names []string
	for {
		entry := w.OK("filesystem/types#[method]directory-entry-stream.read-directory-entry", e)
		if entry == nil {
			break
		}
		names = append(names, entry.(polyfill.Record).Get("name").(string))
	}
	slices.Sort(names)
	if !slices.Equal(names, []string{"file", "moved", "sub"}) {
		t.Errorf("entries %q", names)
	}
	w.OK(m+"unlink-file-at", d, "moved")
	w.OK(m+"unlink-file-at", d, "sub/up")
	w.OK(m+"remove-directory-at", d, "sub")

	w.Fails("not-permitted", m+"open-at", d, follow, "../x", none, []string{"read"})
	w.Fails("read-only", m+"open-at", ro, follow, "file", none, []string{"write"})
	w.Fails("read-only", m+"create-directory-at", ro, "x")
	w.Fails("no-entry", m+"stat-at", d, follow, "nothing")
	w.Fails("no-entry", m+"metadata-hash-at", d, follow, "nothing")
	w.Fails("no-entry", m+"unlink-file-at", d, "nothing")
	w.Fails("no-entry", m+"remove-directory-at", d, "nothing")
	w.Fails("no-entry", m+"rename-at", d, "nothing", d, "x")
	w.Fails("no-entry", m+"link-at", d, none, "nothing", d, "x")
	w.Fails("exist", m+"symlink-at", d, "x", "file")
	w.Fails("invalid", m+"readlink-at", d, "file")
	w.Fails("invalid", m+"set-times", f, at(1<<63, 0), same)
	w.Fails("invalid", m+"set-times-at", d, follow, "file", at(1, 1e9), same)
	w.Fails("is-directory", m+"read", d, 1, 0)
	w.Fails("is-directory", m+"write-via-stream", d, 0)
	w.Fails("bad-descriptor", m+"append-via-stream", other)
	w.Fails("bad-descriptor", m+"write", other, []byte("x"), 0)
	w.Fails("bad-descriptor", m+"set-size", other, 0)
	w.Fails("not-directory", m+"read-directory", f)
	w.Fails("invalid", m+"advise", f, uint64(1<<63), 1, "normal")
}
