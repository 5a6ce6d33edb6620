//go:build unix

package files

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// sandbox is a tree at dir/in with a secret beside it, at dir/secret, and links of all kinds.
func sandbox(t *testing.T, readOnly bool) (d *Descriptor, dir string) {
	t.Helper()
	dir = t.TempDir()
	in := filepath.Join(dir, "in")
	for _, f := range []func() error{
		func() error { return os.MkdirAll(filepath.Join(in, "sub", "deep"), 0o755) },
		func() error { return os.MkdirAll(filepath.Join(dir, "outside"), 0o755) },
		func() error { return os.WriteFile(filepath.Join(dir, "secret"), []byte("secret"), 0o644) },
		func() error { return os.WriteFile(filepath.Join(in, "file"), []byte("hello"), 0o644) },
		func() error { return os.WriteFile(filepath.Join(in, "sub", "inner"), []byte("inner"), 0o644) },
		func() error { return os.Symlink("../secret", filepath.Join(in, "out-link")) },
		func() error { return os.Symlink("../outside", filepath.Join(in, "out-dir")) },
		func() error { return os.Symlink(filepath.Join(dir, "secret"), filepath.Join(in, "abs-link")) },
		func() error { return os.Symlink("../outside/new", filepath.Join(in, "new-link")) },
		func() error { return os.Symlink(dir, filepath.Join(in, "abs-dir")) },
		func() error { return os.Symlink("/dev/null", filepath.Join(in, "dev-link")) },
		func() error { return os.Symlink("file", filepath.Join(in, "good-link")) },
		func() error { return os.Symlink("../file", filepath.Join(in, "sub", "up-link")) },
		func() error { return os.Symlink("loop-b", filepath.Join(in, "loop-a")) },
		func() error { return os.Symlink("loop-a", filepath.Join(in, "loop-b")) },
		func() error { return syscall.Mkfifo(filepath.Join(in, "fifo"), 0o644) },
	} {
		if err := f(); err != nil {
			t.Fatal(err)
		}
	}
	tree, err := NewTree([]Dir{{Host: in, Guest: "/", ReadOnly: readOnly}}, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tree.Close)
	d = tree.Preopens()[0].Dir
	t.Cleanup(d.Close)
	return d, dir
}

func code(err error) Code {
	if err == nil {
		return ""
	}
	return CodeOf(err)
}

// open is Open for an error only.
func open(d *Descriptor, path string, follow bool, o OpenFlags, f Flags) error {
	sub, err := d.Open(path, follow, o, f)
	if err == nil {
		sub.Close()
	}
	return err
}

// TestReadOnly tries every change on a tree that must not be changed.
func TestReadOnly(t *testing.T) {
	d, dir := sandbox(t, true)
	writable, _ := sandbox(t, false)
	sub, err := d.Open("sub", true, OpenFlags{}, Flags{Read: true})
	if err != nil {
		t.Fatal(err)
	}
	defer sub.Close()
	for name, f := range map[string]func() error{
		"write":         func() error { return open(d, "file", true, OpenFlags{}, Flags{Write: true}) },
		"write in sub":  func() error { return open(sub, "inner", true, OpenFlags{}, Flags{Read: true, Write: true}) },
		"mutate":        func() error { return open(d, "sub", true, OpenFlags{}, Flags{MutateDirectory: true}) },
		"create":        func() error { return open(d, "new", true, OpenFlags{Create: true}, Flags{Read: true}) },
		"truncate":      func() error { return open(d, "file", true, OpenFlags{Truncate: true}, Flags{Read: true}) },
		"mkdir":         func() error { return d.CreateDirectoryAt("new") },
		"mkdir in sub":  func() error { return sub.CreateDirectoryAt("new") },
		"rmdir":         func() error { return d.RemoveDirectoryAt("sub/deep") },
		"unlink":        func() error { return d.UnlinkFileAt("file") },
		"symlink":       func() error { return d.SymlinkAt("file", "new") },
		"link":          func() error { return d.LinkAt("file", false, d, "new") },
		"link out":      func() error { return d.LinkAt("file", false, writable, "new") },
		"link in":       func() error { return writable.LinkAt("file", false, d, "new") },
		"rename":        func() error { return d.RenameAt("file", d, "new") },
		"rename out":    func() error { return d.RenameAt("file", writable, "new") },
		"rename in":     func() error { return writable.RenameAt("file", d, "new") },
		"times":         func() error { return d.SetTimesAt("file", true, NewTime{Kind: Now}, NewTime{Kind: Now}) },
		"times of self": func() error { return d.SetTimes(NewTime{Kind: Now}, NewTime{Kind: Now}) },
	} {
		if got := code(f()); got != ReadOnly {
			t.Errorf("%s: %q, want %q", name, got, ReadOnly)
		}
	}
	if got, err := os.ReadFile(filepath.Join(dir, "in", "file")); string(got) != "hello" || err != nil {
		t.Errorf("the file is now %q, %v", got, err)
	}
}

func TestChanges(t *testing.T) {
	d, dir := sandbox(t, false)
	sub, err := d.Open("sub", true, OpenFlags{Directory: true}, Flags{Read: true})
	if err != nil {
		t.Fatal(err)
	}
	defer sub.Close()
	steps := []func() error{
		func() error { return d.CreateDirectoryAt("new/") },
		func() error { return d.RenameAt("file", sub, "moved") },
		func() error { return sub.LinkAt("moved", false, d, "file") },
		func() error { return d.SymlinkAt("sub/moved", "link") },
		func() error { return d.CreateDirectoryAt("empty") },
		func() error { return d.RenameAt("new", d, "empty") },
		func() error { return d.RemoveDirectoryAt("sub/deep/") },
		func() error { return d.UnlinkFileAt("out-link") },
		func() error {
			return d.SetTimesAt("file", true, NewTime{Kind: Timestamp, At: Instant{5, 6000}}, NewTime{Kind: Timestamp, At: Instant{7, 8000}})
		},
		func() error {
			return d.SetTimesAt("link", false, NewTime{}, NewTime{Kind: Timestamp, At: Instant{9, 0}})
		},
	}
	for i, f := range steps {
		if err := f(); err != nil {
			t.Errorf("step %d: %v", i, err)
		}
	}
	s, err := d.StatAt("link", true)
	if err != nil || s.Type != RegularFile || s.Links != 2 || s.Size != 5 || *s.Accessed != (Instant{5, 6000}) || *s.Modified != (Instant{7, 8000}) {
		t.Errorf("stat: %+v, %v", s, err)
	}
	if s, err := d.StatAt("link", false); err != nil || s.Type != SymbolicLink || s.Modified.Seconds != 9 {
		t.Errorf("stat of the link: %+v, %v", s, err)
	}
	if got, err := d.ReadlinkAt("link"); got != "sub/moved" || err != nil {
		t.Errorf("readlink: %q, %v", got, err)
	}
	if _, err := os.Lstat(filepath.Join(dir, "in", "out-link")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the link is still there: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "secret")); err != nil {
		t.Error(err)
	}
}

func TestReadAndWrite(t *testing.T) {
	d, dir := sandbox(t, false)
	f, err := d.Open("data", true, OpenFlags{Create: true, Exclusive: true}, Flags{Read: true, Write: true})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if n, err := f.WriteAt([]byte("abc"), 3); n != 3 || err != nil {
		t.Errorf("write: %d, %v", n, err)
	}
	w, err := f.Writer(1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, "XY"); err != nil {
		t.Error(err)
	}
	w.Close()
	if _, err := io.WriteString(w, "Z"); err == nil {
		t.Error("a closed stream can be written to")
	}
	a, err := f.Appender()
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	other, err := os.OpenFile(filepath.Join(dir, "in", "data"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	for _, s := range []io.Writer{a, other, a} {
		if _, err := io.WriteString(s, "+1"); err != nil {
			t.Error(err)
		}
	}
	r, err := f.Reader(1)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, err := io.ReadAll(r); string(got) != "XYabc+1+1+1" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if err := f.SetSize(2); err != nil {
		t.Error(err)
	}
	if s, err := f.Stat(); s.Size != 2 || err != nil {
		t.Errorf("%+v, %v", s, err)
	}
	if err := f.SetTimes(NewTime{Kind: Timestamp, At: Instant{-5, 0}}, NewTime{Kind: Now}); err != nil {
		t.Error(err)
	}
	if s, err := f.Stat(); s.Accessed.Seconds != -5 || err != nil {
		t.Errorf("%+v, %v", s, err)
	}
	if err := errors.Join(f.Sync(true), f.Sync(false), d.Sync(false)); err != nil {
		t.Error(err)
	}
	for name, c := range map[string]struct {
		err  error
		want Code
	}{
		"read beyond int64":  {second(f.ReadAt(make([]byte, 1), 1<<63)), Invalid},
		"write beyond int64": {second(f.WriteAt(make([]byte, 1), 1<<63-1)), FileTooLarge},
		"size beyond int64":  {f.SetSize(1 << 63), FileTooLarge},
		"advise":             {f.Advise(1<<63, 1), Invalid},
		"read a directory":   {second(d.ReadAt(make([]byte, 1), 0)), IsDirectory},
	} {
		if got := code(c.err); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	ro, err := d.Open("data", true, OpenFlags{}, Flags{Read: true})
	if err != nil {
		t.Fatal(err)
	}
	defer ro.Close()
	if got := code(second(ro.WriteAt([]byte("x"), 0))); got != BadDescriptor {
		t.Errorf("write to what was opened to read: %q", got)
	}
	if !ro.SameObject(f) || ro.SameObject(d) {
		t.Error("SameObject")
	}
	before, _ := ro.Hash()
	if same, _ := d.HashAt("data", true); before != same {
		t.Error("the hash of a file is that of its path")
	}
	if _, err := f.WriteAt([]byte("longer"), 0); err != nil {
		t.Fatal(err)
	}
	if after, _ := ro.Hash(); before == after {
		t.Error("the hash of a changed file is the same")
	}
}

func second(_ int, err error) error { return err }

func TestEntries(t *testing.T) {
	d, dir := sandbox(t, false)
	bad := filepath.Join(dir, "in", "bad\xff")
	want := 1
	if err := os.WriteFile(bad, nil, 0o644); err != nil {
		if runtime.GOOS != "darwin" { // whose file systems take UTF-8 names only
			t.Fatal(err)
		}
		want = 0
	}
	list, err := d.Entries()
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	types, illegal := map[string]Type{}, 0
	for {
		e, err := list.Next()
		if err == io.EOF {
			break
		}
		if code(err) == IllegalByteSeq {
			illegal++
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		types[e.Name] = e.Type
	}
	if illegal != want || len(types) != 12 || types["file"] != RegularFile || types["sub"] != Directory || types["out-link"] != SymbolicLink || types["fifo"] != FIFO {
		t.Errorf("%d illegal, %v", illegal, types)
	}
}

// TestLimit opens more than is allowed, and again after closing.
func TestLimit(t *testing.T) {
	dir := t.TempDir()
	tree, err := NewTree([]Dir{{Host: dir}}, Limits{MaxOpen: 3})
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	d := tree.Preopens()[0].Dir
	for range 2 {
		f, err := d.Open("f", true, OpenFlags{Create: true}, Flags{Read: true, Write: true})
		if err != nil {
			t.Fatal(err)
		}
		r, err := f.Reader(0)
		if err != nil {
			t.Fatal(err)
		}
		e, err := d.Entries()
		if err != nil {
			t.Fatal(err)
		}
		if err := open(d, "f", true, OpenFlags{}, Flags{Read: true}); code(err) != Quota {
			t.Errorf("one more: %v", err)
		}
		if _, err := f.Writer(0); code(err) != Quota {
			t.Errorf("one more stream: %v", err)
		}
		f.Close()
		f.Close()
		if _, err := r.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("a stream of a closed descriptor: %v", err)
		}
		r.Close()
		e.Close()
		if tree.Open() != 0 {
			t.Errorf("%d are open", tree.Open())
		}
	}
}

// TestRace changes a directory into a link to the outside and back while files are opened in it.
func TestRace(t *testing.T) {
	d, dir := sandbox(t, false)
	if err := os.WriteFile(filepath.Join(dir, "outside", "inner"), []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		sub, kept := filepath.Join(dir, "in", "sub"), filepath.Join(dir, "in", "kept")
		for {
			select {
			case <-stop:
				return
			default:
			}
			os.Rename(sub, kept)
			os.Symlink("../outside", sub)
			os.Remove(sub)
			os.Rename(kept, sub)
		}
	}()
	opened := 0
	for range 5000 {
		f, err := d.Open("sub/inner", true, OpenFlags{}, Flags{Read: true})
		if err != nil {
			continue
		}
		opened++
		p := make([]byte, 10)
		n, _ := f.ReadAt(p, 0)
		f.Close()
		if string(p[:n]) != "inner" {
			t.Fatalf("read %q", p[:n])
		}
	}
	close(stop)
	<-stopped
	t.Logf("opened %d times of 5000", opened)
}

// TestCodes: a full disk, a quota that is used up and the like cannot be had in a test.
func TestCodes(t *testing.T) {
	for errno, want := range map[syscall.Errno]Code{
		syscall.ENOSPC: InsufficientSpace, syscall.EDQUOT: Quota, syscall.EMFILE: Quota, syscall.EFBIG: FileTooLarge, syscall.EROFS: ReadOnly,
		syscall.ETXTBSY: "text-file-busy", syscall.ENOTTY: "no-tty", syscall.ECHILD: IO,
	} {
		if got := CodeOf(&os.PathError{Op: "write", Path: "x", Err: errno}); got != want {
			t.Errorf("%v is %q, want %q", errno, got, want)
		}
	}
	if got := CodeOf(os.ErrClosed); got != BadDescriptor {
		t.Errorf("a closed file is %q", got)
	}
}

// TestFlags: what get-flags says of what was opened.
func TestFlags(t *testing.T) {
	d, _ := sandbox(t, false)
	for _, c := range []struct {
		path        string
		open        OpenFlags
		given, want Flags
	}{
		{"file", OpenFlags{}, Flags{}, Flags{Read: true}},
		{"file", OpenFlags{}, Flags{Write: true}, Flags{Write: true}},
		{"file", OpenFlags{}, Flags{Read: true, Write: true, FileIntegritySync: true}, Flags{Read: true, Write: true, FileIntegritySync: true}},
		{"file", OpenFlags{Create: true}, Flags{}, Flags{Read: true, Write: true}},
		{"file", OpenFlags{Create: true}, Flags{Read: true}, Flags{Read: true, Write: true}},
		{"new", OpenFlags{Create: true, Exclusive: true}, Flags{Write: true}, Flags{Write: true}},
		{"file", OpenFlags{Exclusive: true}, Flags{MutateDirectory: true}, Flags{Read: true}},
		{"sub", OpenFlags{}, Flags{}, Flags{Read: true}},
		{"sub", OpenFlags{Directory: true}, Flags{MutateDirectory: true}, Flags{Read: true, MutateDirectory: true}},
	} {
		f, err := d.Open(c.path, true, c.open, c.given)
		if err != nil {
			t.Errorf("%v: %v", c, err)
			continue
		}
		if got := f.Flags(); got != c.want {
			t.Errorf("%v: %v", c, got)
		}
		f.Close()
	}
	if d.Flags() != (Flags{Read: true, MutateDirectory: true}) {
		t.Errorf("the directory that was given: %v", d.Flags())
	}
	// A directory that was opened without a word about changes can be changed all the same.
	sub, err := d.Open("sub", true, OpenFlags{}, Flags{})
	if err != nil {
		t.Fatal(err)
	}
	defer sub.Close()
	if err := sub.CreateDirectoryAt("new"); err != nil {
		t.Error(err)
	}
}
