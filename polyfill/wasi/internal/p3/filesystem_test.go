//go:build unix

package p3

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/files"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
)

const descriptor = "filesystem/types#[method]descriptor."

var (
	follow = []string{"symlink-follow"}
	noFlag []string
)

// newFiles is a test with a directory, writable and read only.
func newFiles(t *testing.T) (w *wasiTest, dir string, d, ro any) {
	t.Helper()
	dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "file"), []byte("hello"), 0o644); err != nil {
		t.Fatal(err)
	}
	w = newTest(t, settings{Dirs: []files.Dir{{Host: dir, Guest: "/data"}, {Host: dir, Guest: "/ro", ReadOnly: true}}})
	list := w.Call("filesystem/preopens#get-directories").([]any)
	if len(list) != 2 || list[0].(polyfill.Tuple)[1] != "/data" || list[1].(polyfill.Tuple)[1] != "/ro" {
		t.Fatalf("%v", list)
	}
	return w, dir, list[0].(polyfill.Tuple)[0], list[1].(polyfill.Tuple)[0]
}

func (w *wasiTest) open(d any, path string, open, flags []string) any {
	w.T.Helper()
	return w.OK(descriptor+"open-at", d, follow, path, open, flags)
}

func TestFileStreams(t *testing.T) {
	w, dir, d, _ := newFiles(t)
	f := w.open(d, "file", nil, []string{"read", "write"})
	read := func(at uint64, want string) {
		t.Helper()
		if text, outcome := w.contents(w.Call(descriptor+"read-via-stream", f, at)); text != want || outcome != "" {
			t.Errorf("from %d: %q, %s", at, text, outcome)
		}
	}
	read(0, "hello")
	read(3, "lo")
	read(99, "")
	for _, c := range []struct {
		fn   string
		args []any
		want string
	}{
		{"write-via-stream", []any{"HE", 0}, "HEllo"},
		{"append-via-stream", []any{"!"}, "HEllo!"},
		{"write-via-stream", []any{"?", 7}, "HEllo!\x00?"},
		{"write-via-stream", []any{"", 20}, "HEllo!\x00?"},
		{"append-via-stream", []any{""}, "HEllo!\x00?"},
	} {
		if got := outcomeOf(w.T, w.Call(descriptor+c.fn, append([]any{f}, c.args...)...)); got != "" {
			t.Errorf("%s: %s", c.fn, got)
		}
		read(0, c.want)
	}
	large := bytes.Repeat([]byte("0123456789abcdef"), 20_000)
	if got := outcomeOf(w.T, w.Call(descriptor+"write-via-stream", f, large, 1)); got != "" {
		t.Errorf("many bytes: %s", got)
	}
	read(1, string(large))

	// Streams of one file do not disturb each other, and a stream that is dropped ends with ok.
	one, two := w.Call(descriptor+"read-via-stream", f, 0).(polyfill.Tuple), w.Call(descriptor+"read-via-stream", f, 1)
	p := make([]byte, 1)
	if _, err := one[0].(*polyfill.StreamReader[byte]).Read(p); err != nil || p[0] != 'H' {
		t.Errorf("%q, %v", p, err)
	}
	if text, _ := w.contents(two); text != string(large) {
		t.Errorf("%d bytes", len(text))
	}
	one[0].(*polyfill.StreamReader[byte]).Close()
	if got := outcomeOf(w.T, one[1]); got != "" {
		t.Errorf("a stream that was dropped: %s", got)
	}
	never := w.Call(descriptor+"read-via-stream", f, 0).(polyfill.Tuple)
	never[0].(*polyfill.StreamReader[byte]).Close()
	if got := outcomeOf(w.T, never[1]); got != "" {
		t.Errorf("a stream that was never read: %s", got)
	}

	// A file that is gone can still be written.
	w.OK(descriptor+"unlink-file-at", d, "file")
	if got := outcomeOf(w.T, w.Call(descriptor+"append-via-stream", f, "x")); got != "" {
		t.Errorf("a file that is gone: %s", got)
	}
	if _, err := os.Stat(filepath.Join(dir, "file")); err == nil {
		t.Error("the file is there again")
	}
}

func TestFileStreamsFail(t *testing.T) {
	w, _, d, ro := newFiles(t)
	reading := w.open(d, "file", nil, []string{"read"})
	writing := w.open(d, "file", nil, []string{"write"})
	for _, c := range []struct {
		want, fn string
		args     []any
	}{
		{"bad-descriptor", "read-via-stream", []any{writing, 0}},
		{"is-directory", "read-via-stream", []any{d, 0}},
		{"invalid", "read-via-stream", []any{reading, uint64(1 << 63)}},
	} {
		if text, outcome := w.contents(w.Call(descriptor+c.fn, c.args...)); text != "" || outcome != c.want {
			t.Errorf("%s: %q, %s, want %s", c.fn, text, outcome, c.want)
		}
	}
	for _, c := range []struct {
		want, fn string
		file     any
		at       []any
	}{
		{"bad-descriptor", "write-via-stream", reading, []any{0}},
		{"bad-descriptor", "append-via-stream", reading, nil},
		{"is-directory", "write-via-stream", d, []any{0}},
		{"is-directory", "append-via-stream", ro, nil},
		{"file-too-large", "write-via-stream", writing, []any{uint64(1<<63 - 1)}},
	} {
		source := polyfill.NewStreamWriter[byte]()
		future := w.Call(descriptor+c.fn, append([]any{c.file, source}, c.at...)...)
		var err error
		for err == nil { // the guest is told that nobody reads
			_, err = source.Write([]byte("text"))
		}
		if got := outcomeOf(w.T, future); got != c.want {
			t.Errorf("%s: %s, want %s", c.fn, got, c.want)
		}
	}
	// The error of a stream is known without reading it.
	pair := w.Call(descriptor+"read-via-stream", d, 0).(polyfill.Tuple)
	if got := outcomeOf(w.T, pair[1]); got != "is-directory" {
		t.Errorf("before reading: %s", got)
	}
}

func TestReadDirectory(t *testing.T) {
	w, dir, d, _ := newFiles(t)
	entries := func(of any) (list []string, outcome string) {
		pair := w.Call(descriptor+"read-directory", of).(polyfill.Tuple)
		for v, err := range pair[0].(*polyfill.StreamReader[any]).All(w.Ctx) {
			if err != nil {
				t.Fatal(err)
			}
			r := v.(polyfill.Record)
			list = append(list, r.Get("type").(polyfill.Variant).Case+" "+r.Get("name").(string))
		}
		slices.Sort(list)
		return list, outcomeOf(w.T, pair[1])
	}
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	sub := w.open(d, "sub", []string{"directory"}, []string{"read"})
	if list, outcome := entries(sub); len(list) != 0 || outcome != "" {
		t.Errorf("%q, %s", list, outcome)
	}
	for _, f := range []func() error{
		func() error { return os.Symlink("file", filepath.Join(dir, "link")) },
		func() error { return syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o644) },
	} {
		if err := f(); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"directory sub", "fifo pipe", "regular-file file", "symbolic-link link"}
	if list, outcome := entries(d); !slices.Equal(list, want) || outcome != "" {
		t.Errorf("%q, %s", list, outcome)
	}
	if list, outcome := entries(w.open(d, "file", nil, []string{"read"})); len(list) != 0 || outcome != "not-directory" {
		t.Errorf("%q, %s", list, outcome)
	}
	for i := range 1000 {
		name := fmt.Sprintf("%03d", i)
		if err := os.WriteFile(filepath.Join(dir, "sub", name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "sub", "\xff"), nil, 0o644); err == nil { // not every file system takes that
		list, outcome := entries(sub)
		if len(list) != 1000 || list[999] != "regular-file 999" || outcome != "illegal-byte-sequence" {
			t.Errorf("%d entries, %s", len(list), outcome)
		}
		_ = os.Remove(filepath.Join(dir, "sub", "\xff"))
	}
	if list, outcome := entries(sub); len(list) != 1000 || outcome != "" {
		t.Errorf("%d entries, %s", len(list), outcome)
	}
	// Nobody reads on.
	pair := w.Call(descriptor+"read-directory", sub).(polyfill.Tuple)
	if _, err := pair[0].(*polyfill.StreamReader[any]).Next(w.Ctx); err != nil {
		t.Error(err)
	}
	pair[0].(*polyfill.StreamReader[any]).Close()
	if got := outcomeOf(w.T, pair[1]); got != "" {
		t.Errorf("a stream that was dropped: %s", got)
	}
	w.Call(descriptor+"read-directory", sub).(polyfill.Tuple)[0].(*polyfill.StreamReader[any]).Close()
}

// TestDescriptors calls the functions without streams, well and badly.
func TestDescriptors(t *testing.T) {
	w, _, d, ro := newFiles(t)
	f := w.open(d, "file", nil, []string{"read", "write"})
	other := w.open(d, "file", nil, []string{"read"})
	w.OK(descriptor+"set-size", f, 4)
	w.OK(descriptor+"sync", f)
	w.OK(descriptor+"sync-data", f)
	w.OK(descriptor+"sync", ro)
	w.OK(descriptor+"advise", f, 0, 4, "will-need")
	if flags := w.OK(descriptor+"get-flags", f).(polyfill.Flags); !slices.Equal(flags, polyfill.Flags{"read", "write"}) {
		t.Errorf("flags %v", flags)
	}
	if flags := w.OK(descriptor+"get-flags", d).(polyfill.Flags); !slices.Equal(flags, polyfill.Flags{"read", "mutate-directory"}) {
		t.Errorf("flags %v", flags)
	}
	if flags := w.OK(descriptor+"get-flags", ro).(polyfill.Flags); !slices.Equal(flags, polyfill.Flags{"read"}) {
		t.Errorf("flags %v", flags)
	}
	for of, want := range map[any]string{f: "regular-file", d: "directory"} {
		if typ := w.OK(descriptor+"get-type", of).(polyfill.Variant); typ.Case != want {
			t.Errorf("type %v", typ)
		}
	}
	at := func(s int64, ns uint32) polyfill.Variant {
		return polyfill.Variant{Case: "timestamp", Value: map[string]any{"seconds": s, "nanoseconds": ns}}
	}
	same, now := polyfill.Variant{Case: "no-change"}, polyfill.Variant{Case: "now"}
	w.OK(descriptor+"set-times", f, at(-7, 8), now)
	w.OK(descriptor+"set-times-at", d, follow, "file", same, at(9, 10))
	st := w.OK(descriptor+"stat", f).(polyfill.Record)
	time := func(field string) any { return st.Get(field).(polyfill.Record).Get("seconds") }
	if st.Get("type").(polyfill.Variant).Case != "regular-file" || st.Get("size") != uint64(4) || st.Get("link-count") != uint64(1) ||
		time("data-access-timestamp") != int64(-7) || time("data-modification-timestamp") != int64(9) {
		t.Errorf("stat: %v", st)
	}
	if w.Call(descriptor+"is-same-object", f, other) != true || w.Call(descriptor+"is-same-object", f, d) != false {
		t.Error("is-same-object")
	}

	w.Fails("invalid", descriptor+"set-times", f, at(1<<62, 0), same)
	w.Fails("invalid", descriptor+"set-times", f, at(1, 1e9), same)
	w.OK(descriptor+"set-times", other, same, now)
	w.Fails("read-only", descriptor+"set-times", w.open(ro, "file", nil, nil), now, now)
	w.Fails("read-only", descriptor+"set-times", ro, now, now)
	w.Fails("bad-descriptor", descriptor+"set-size", other, 0)
	w.Fails("is-directory", descriptor+"set-size", d, 0)
	w.Fails("file-too-large", descriptor+"set-size", f, uint64(1<<63))
	w.Fails("invalid", descriptor+"advise", f, uint64(1<<63), 1, "normal")
	w.Fails("bad-descriptor", descriptor+"advise", d, 0, 1, "normal")
}

// TestPaths calls the functions that take a path, well and badly. That no path leads out is tested in package
// files.
func TestPaths(t *testing.T) {
	w, dir, d, ro := newFiles(t)
	w.OK(descriptor+"create-directory-at", d, "sub")
	w.OK(descriptor+"symlink-at", d, "../file", "sub/up")
	if got := w.OK(descriptor+"readlink-at", d, "sub/up"); got != "../file" {
		t.Errorf("readlink: %v", got)
	}
	if st := w.OK(descriptor+"stat-at", d, noFlag, "sub/up").(polyfill.Record); st.Get("type").(polyfill.Variant).Case != "symbolic-link" || st.Get("size") != uint64(len("../file")) {
		t.Errorf("stat-at: %v", st)
	}
	if st := w.OK(descriptor+"stat-at", d, follow, "sub/up").(polyfill.Record); st.Get("size") != uint64(5) {
		t.Errorf("stat-at: %v", st)
	}
	sub := w.open(d, "sub", []string{"directory"}, []string{"read"})
	w.OK(descriptor+"link-at", d, noFlag, "file", sub, "hard")
	if st := w.OK(descriptor+"stat-at", d, follow, "file").(polyfill.Record); st.Get("link-count") != uint64(2) {
		t.Errorf("stat-at: %v", st)
	}
	w.OK(descriptor+"rename-at", sub, "hard", d, "moved")
	moved := w.open(d, "moved", nil, []string{"read"})
	if w.Call(descriptor+"is-same-object", moved, w.open(d, "file", nil, nil)) != true {
		t.Error("another object")
	}
	hash := w.OK(descriptor+"metadata-hash", moved).(polyfill.Record)
	if at := w.OK(descriptor+"metadata-hash-at", d, follow, "file").(polyfill.Record); at.Get("lower") != hash.Get("lower") || at.Get("upper") != hash.Get("upper") {
		t.Errorf("hashes %v, %v", hash, at)
	}
	if at := w.OK(descriptor+"metadata-hash-at", d, noFlag, "sub/up").(polyfill.Record); at.Get("lower") == hash.Get("lower") {
		t.Errorf("hashes %v, %v", hash, at)
	}
	created := w.open(d, "new", []string{"create", "exclusive"}, []string{"write"})
	if got := outcomeOf(w.T, w.Call(descriptor+"append-via-stream", created, "text")); got != "" {
		t.Error(got)
	}
	w.open(d, "new", []string{"truncate"}, []string{"write"})
	if text, err := os.ReadFile(filepath.Join(dir, "new")); len(text) != 0 || err != nil {
		t.Errorf("%q, %v", text, err)
	}

	read, write := []string{"read"}, []string{"write"}
	for _, c := range []struct {
		want, fn string
		args     []any
	}{
		{"not-permitted", "open-at", []any{d, follow, "../x", noFlag, read}},
		{"not-permitted", "open-at", []any{d, follow, "/etc/passwd", noFlag, read}},
		{"not-permitted", "open-at", []any{sub, follow, "up", noFlag, read}},
		{"invalid", "open-at", []any{d, follow, "a\x00b", noFlag, read}},
		{"no-entry", "open-at", []any{d, follow, "", noFlag, read}},
		{"no-entry", "open-at", []any{d, follow, "nothing", noFlag, read}},
		{"exist", "open-at", []any{d, follow, "file", []string{"create", "exclusive"}, write}},
		{"loop", "open-at", []any{d, noFlag, "sub/up", noFlag, read}},
		{"not-directory", "open-at", []any{d, follow, "file", []string{"directory"}, read}},
		{"is-directory", "open-at", []any{d, follow, "sub", noFlag, write}},
		{"invalid", "open-at", []any{d, follow, "sub", []string{"create", "directory"}, read}},
		{"name-too-long", "open-at", []any{d, follow, strings.Repeat("x", 300), noFlag, read}},
		{"read-only", "open-at", []any{ro, follow, "file", noFlag, write}},
		{"read-only", "open-at", []any{ro, follow, "sub", noFlag, []string{"mutate-directory"}}},
		{"read-only", "open-at", []any{ro, follow, "new", []string{"create"}, read}},
		{"read-only", "open-at", []any{ro, follow, "file", []string{"truncate"}, read}},
		{"exist", "create-directory-at", []any{d, "sub"}},
		{"read-only", "create-directory-at", []any{ro, "x"}},
		{"no-entry", "create-directory-at", []any{d, "nothing/x"}},
		{"no-entry", "stat-at", []any{d, follow, "nothing"}},
		{"not-permitted", "stat-at", []any{d, follow, ".."}},
		{"no-entry", "metadata-hash-at", []any{d, follow, "nothing"}},
		{"no-entry", "unlink-file-at", []any{d, "nothing"}},
		{"is-directory", "unlink-file-at", []any{d, "sub"}},
		{"read-only", "unlink-file-at", []any{ro, "file"}},
		{"no-entry", "remove-directory-at", []any{d, "nothing"}},
		{"not-empty", "remove-directory-at", []any{d, "sub"}},
		{"not-directory", "remove-directory-at", []any{d, "file"}},
		{"read-only", "remove-directory-at", []any{ro, "sub"}},
		{"no-entry", "rename-at", []any{d, "nothing", d, "x"}},
		{"not-permitted", "rename-at", []any{d, "file", d, "../x"}},
		{"read-only", "rename-at", []any{d, "file", ro, "x"}},
		{"no-entry", "link-at", []any{d, noFlag, "nothing", d, "x"}},
		{"exist", "link-at", []any{d, noFlag, "file", d, "moved"}},
		{"not-permitted", "link-at", []any{d, noFlag, "sub", d, "x"}},
		{"read-only", "link-at", []any{d, noFlag, "file", ro, "x"}},
		{"exist", "symlink-at", []any{d, "x", "file"}},
		{"not-permitted", "symlink-at", []any{d, "/etc", "x"}},
		{"read-only", "symlink-at", []any{ro, "x", "y"}},
		{"invalid", "readlink-at", []any{d, "file"}},
		{"no-entry", "readlink-at", []any{d, "nothing"}},
		{"no-entry", "set-times-at", []any{d, follow, "nothing", polyfill.Variant{Case: "now"}, polyfill.Variant{Case: "now"}}},
		{"read-only", "set-times-at", []any{ro, follow, "file", polyfill.Variant{Case: "now"}, polyfill.Variant{Case: "now"}}},
		{"not-directory", "stat-at", []any{created, follow, "x"}},
	} {
		w.Fails(c.want, descriptor+c.fn, c.args...)
	}
	w.OK(descriptor+"unlink-file-at", d, "moved")
	w.OK(descriptor+"unlink-file-at", d, "sub/up")
	w.OK(descriptor+"remove-directory-at", d, "sub")
	if list, err := os.ReadDir(dir); len(list) != 2 || err != nil {
		t.Errorf("%v, %v", list, err)
	}
}

// TestQuota: what is open counts, streams with it.
func TestQuota(t *testing.T) {
	w, _, d, _ := newFiles(t)
	f := w.open(d, "file", nil, []string{"read", "write"})
	var pairs []polyfill.Tuple
	for {
		pair := w.Call(descriptor+"read-via-stream", f, 0).(polyfill.Tuple)
		if w.Host.Files.Open() == len(pairs)+1 { // no stream more
			if _, outcome := w.contents(pair); outcome != "quota" {
				t.Errorf("the stream: %s", outcome)
			}
			break
		}
		pairs = append(pairs, pair)
	}
	if len(pairs) != 1023 {
		t.Errorf("%d streams", len(pairs))
	}
	w.Fails("quota", descriptor+"open-at", d, follow, "file", noFlag, noFlag)
	if got := outcomeOf(w.T, w.Call(descriptor+"append-via-stream", f, "x")); got != "quota" {
		t.Errorf("writing: %s", got)
	}
	if got := outcomeOf(w.T, w.Call(descriptor+"read-directory", d).(polyfill.Tuple)[1]); got != "quota" {
		t.Errorf("reading the directory: %s", got)
	}
	for _, pair := range pairs {
		pair[0].(*polyfill.StreamReader[byte]).Close()
	}
}

// TestNothingIsLeft: streams that are read, dropped and left alone leave no goroutine and no descriptor, also if
// their instance is closed first.
func TestNothingIsLeft(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Run("streams", func(t *testing.T) {
		never, _ := io.Pipe()
		w, _, d, _ := newFiles(t)
		w.Host.Stdin = host.NewStdin(never)
		f := w.open(d, "file", nil, []string{"read", "write"})
		for i := range 200 {
			read := w.Call(descriptor+"read-via-stream", f, 0).(polyfill.Tuple)
			list := w.Call(descriptor+"read-directory", d).(polyfill.Tuple)
			input := w.Call("cli/stdin#read-via-stream").(polyfill.Tuple)
			source := polyfill.NewStreamWriter[byte]()
			w.Call(descriptor+"append-via-stream", f, source)
			output := polyfill.NewStreamWriter[byte]()
			w.Call("cli/stdout#write-via-stream", output)
			switch i % 4 {
			case 0:
				w.contents(read)
				source.Close()
				output.Close()
			case 1:
				read[0].(io.Closer).Close()
				list[0].(io.Closer).Close()
				input[0].(io.Closer).Close()
			case 2:
				go func() { _, _ = input[0].(io.Reader).Read(make([]byte, 1)) }()
				_, _ = list[0].(*polyfill.StreamReader[any]).Next(w.Ctx)
			}
		}
		if n := w.Host.Files.Open(); n == 0 {
			t.Error("nothing is open")
		}
	})
	for end := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before+1; time.Sleep(time.Millisecond) { // one reads the standard input
		if time.Now().After(end) {
			buf := make([]byte, 1<<16)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
		}
	}
}
