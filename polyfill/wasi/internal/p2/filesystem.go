//go:build !js

package p2

import (
	"context"
	"io"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/files"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
)

// fileError makes the error case of a function of wasi:filesystem.
func fileError(err error) error {
	if err == nil {
		return nil
	}
	return polyfill.ErrorValue(fileCode(err))
}

// fileCode is the case of wasi:filesystem's error-code in 0.2.
func fileCode(err error) polyfill.Enum { return polyfill.Enum(files.CodeOf(err)) }

// Types of the WIT.
type (
	pathFlags struct{ SymlinkFollow bool }

	stat struct {
		Type                      string
		LinkCount                 uint64
		Size                      uint64
		DataAccessTimestamp       *datetime
		DataModificationTimestamp *datetime
		StatusChangeTimestamp     *datetime
	}

	newTimestamp = polyfill.Variant

	directoryEntry struct{ Type, Name string }

	hash struct{ Lower, Upper uint64 }

	entries struct{ *files.Entries }
)

func newStat(s files.Stat) stat {
	at := func(i *files.Instant) *datetime {
		if i == nil || i.Seconds < 0 {
			return nil // a datetime of 0.2 is not before 1970
		}
		return &datetime{uint64(i.Seconds), i.Nanoseconds}
	}
	return stat{string(s.Type), s.Links, s.Size, at(s.Accessed), at(s.Modified), at(s.Changed)}
}

// newTime reads a new-timestamp.
func newTime(v newTimestamp) (files.NewTime, error) {
	switch v.Case {
	case "now":
		return files.NewTime{Kind: files.Now}, nil
	case "timestamp":
		r, _ := v.Value.(polyfill.Record)
		seconds, _ := r.Get("seconds").(uint64)
		nanoseconds, _ := r.Get("nanoseconds").(uint32)
		if seconds > 1<<62 {
			return files.NewTime{}, files.Invalid
		}
		return files.NewTime{Kind: files.Timestamp, At: files.Instant{Seconds: int64(seconds), Nanoseconds: nanoseconds}}, nil
	}
	return files.NewTime{}, nil
}

func newTimes(accessed, modified newTimestamp) (a, m files.NewTime, err error) {
	if a, err = newTime(accessed); err == nil {
		m, err = newTime(modified)
	}
	return a, m, err
}

func defineFilesystem(l *polyfill.Linker, h *host.Host) {
	l.Instance("wasi:filesystem/preopens"+version).
		Func("get-directories", polyfill.HostFunc0(func(context.Context) ([]polyfill.Tuple, error) {
			var list []polyfill.Tuple
			for _, p := range h.Files.Preopens() {
				list = append(list, polyfill.Tuple{p.Dir, p.Name})
			}
			return list, nil
		}))

	it := l.Instance("wasi:filesystem/types"+version).
		Resource("descriptor", polyfill.NewResource("descriptor", func(_ context.Context, d *files.Descriptor) error {
			d.Close()
			return nil
		})).
		Resource("directory-entry-stream", polyfill.NewResource("directory-entry-stream", func(_ context.Context, e *entries) error {
			e.Close()
			return nil
		})).
		Func("[method]directory-entry-stream.read-directory-entry", polyfill.HostFunc1(func(_ context.Context, e *entries) (*directoryEntry, error) {
			switch entry, err := e.Next(); err {
			case nil:
				return &directoryEntry{string(entry.Type), entry.Name}, nil
			case io.EOF:
				return nil, nil
			default:
				return nil, fileError(err)
			}
		})).
		Func("filesystem-error-code", polyfill.HostFunc1(func(_ context.Context, e *ioError) (*string, error) {
			if e.of != fileOrigin {
				return nil, nil
			}
			code := string(fileCode(e.err))
			return &code, nil
		}))
	defineDescriptor(it)
	defineAt(it)
}

// defineDescriptor gives the methods that concern what is open.
func defineDescriptor(it *polyfill.Items) {
	type d = *files.Descriptor
	input := func(s *files.Stream, err error) (*inputStream, error) {
		if err != nil {
			return nil, fileError(err)
		}
		return &inputStream{&fileInput{r: struct {
			io.Reader
			io.Closer
		}{readerOf{s, fileOrigin}, s}}}, nil
	}
	output := func(s *files.Stream, err error) (*outputStream, error) {
		if err != nil {
			return nil, fileError(err)
		}
		return &outputStream{&direct{w: writerOf{s, fileOrigin}, closer: func() { _ = s.Close() }}}, nil
	}
	it.Func("[method]descriptor.read-via-stream", polyfill.HostFunc2(func(_ context.Context, f d, at uint64) (*inputStream, error) {
		return input(f.Reader(at))
	}))
	it.Func("[method]descriptor.write-via-stream", polyfill.HostFunc2(func(_ context.Context, f d, at uint64) (*outputStream, error) {
		return output(f.Writer(at))
	}))
	it.Func("[method]descriptor.append-via-stream", polyfill.HostFunc1(func(_ context.Context, f d) (*outputStream, error) {
		return output(f.Appender())
	}))
	it.Func("[method]descriptor.advise", polyfill.HostFunc4(func(_ context.Context, f d, at, n uint64, _ string) (none, error) {
		return none{}, fileError(f.Advise(at, n))
	}))
	it.Func("[method]descriptor.sync-data", polyfill.HostFunc1(func(_ context.Context, f d) (none, error) {
		return none{}, fileError(f.Sync(true))
	}))
	it.Func("[method]descriptor.sync", polyfill.HostFunc1(func(_ context.Context, f d) (none, error) {
		return none{}, fileError(f.Sync(false))
	}))
	it.Func("[method]descriptor.get-flags", polyfill.HostFunc1(func(_ context.Context, f d) (files.Flags, error) {
		return f.Flags(), nil
	}))
	it.Func("[method]descriptor.get-type", polyfill.HostFunc1(func(_ context.Context, f d) (string, error) {
		t, err := f.Type()
		return string(t), fileError(err)
	}))
	it.Func("[method]descriptor.set-size", polyfill.HostFunc2(func(_ context.Context, f d, n uint64) (none, error) {
		return none{}, fileError(f.SetSize(n))
	}))
	it.Func("[method]descriptor.set-times", polyfill.HostFunc3(func(_ context.Context, f d, accessed, modified newTimestamp) (none, error) {
		a, m, err := newTimes(accessed, modified)
		if err == nil {
			err = f.SetTimes(a, m)
		}
		return none{}, fileError(err)
	}))
	it.Func("[method]descriptor.read", polyfill.HostFunc3(func(_ context.Context, f d, n, at uint64) (polyfill.Tuple, error) {
		p := make([]byte, min(n, maxRead))
		got, err := f.ReadAt(p, at)
		if err != nil && err != io.EOF {
			return nil, fileError(err)
		}
		return polyfill.Tuple{p[:got], err == io.EOF}, nil
	}))
	it.Func("[method]descriptor.write", polyfill.HostFunc3(func(_ context.Context, f d, p []byte, at uint64) (uint64, error) {
		n, err := f.WriteAt(p, at)
		if n > 0 {
			err = nil
		}
		return uint64(n), fileError(err)
	}))
	it.Func("[method]descriptor.read-directory", polyfill.HostFunc1(func(_ context.Context, f d) (*entries, error) {
		e, err := f.Entries()
		if err != nil {
			return nil, fileError(err)
		}
		return &entries{e}, nil
	}))
	it.Func("[method]descriptor.stat", polyfill.HostFunc1(func(_ context.Context, f d) (stat, error) {
		s, err := f.Stat()
		if err != nil {
			return stat{}, fileError(err)
		}
		return newStat(s), nil
	}))
	it.Func("[method]descriptor.is-same-object", polyfill.HostFunc2(func(_ context.Context, f, other d) (bool, error) {
		return f.SameObject(other), nil
	}))
	it.Func("[method]descriptor.metadata-hash", polyfill.HostFunc1(func(_ context.Context, f d) (hash, error) {
		sum, err := f.Hash()
		return hash(sum), fileError(err)
	}))
}

// defineAt gives the methods that take a path.
func defineAt(it *polyfill.Items) {
	type d = *files.Descriptor
	it.Func("[method]descriptor.create-directory-at", polyfill.HostFunc2(func(_ context.Context, f d, path string) (none, error) {
		return none{}, fileError(f.CreateDirectoryAt(path))
	}))
	it.Func("[method]descriptor.remove-directory-at", polyfill.HostFunc2(func(_ context.Context, f d, path string) (none, error) {
		return none{}, fileError(f.RemoveDirectoryAt(path))
	}))
	it.Func("[method]descriptor.unlink-file-at", polyfill.HostFunc2(func(_ context.Context, f d, path string) (none, error) {
		return none{}, fileError(f.UnlinkFileAt(path))
	}))
	it.Func("[method]descriptor.stat-at", polyfill.HostFunc3(func(_ context.Context, f d, flags pathFlags, path string) (stat, error) {
		s, err := f.StatAt(path, flags.SymlinkFollow)
		if err != nil {
			return stat{}, fileError(err)
		}
		return newStat(s), nil
	}))
	it.Func("[method]descriptor.metadata-hash-at", polyfill.HostFunc3(func(_ context.Context, f d, flags pathFlags, path string) (hash, error) {
		sum, err := f.HashAt(path, flags.SymlinkFollow)
		return hash(sum), fileError(err)
	}))
	it.Func("[method]descriptor.readlink-at", polyfill.HostFunc2(func(_ context.Context, f d, path string) (string, error) {
		target, err := f.ReadlinkAt(path)
		return target, fileError(err)
	}))
	it.Func("[method]descriptor.symlink-at", polyfill.HostFunc3(func(_ context.Context, f d, target, path string) (none, error) {
		return none{}, fileError(f.SymlinkAt(target, path))
	}))
	it.Func("[method]descriptor.rename-at", polyfill.HostFunc4(func(_ context.Context, f d, path string, to d, newPath string) (none, error) {
		return none{}, fileError(f.RenameAt(path, to, newPath))
	}))
	it.Func("[method]descriptor.link-at", func(_ context.Context, f d, flags pathFlags, path string, to d, newPath string) error {
		return fileError(f.LinkAt(path, flags.SymlinkFollow, to, newPath))
	})
	it.Func("[method]descriptor.set-times-at", func(_ context.Context, f d, flags pathFlags, path string, accessed, modified newTimestamp) error {
		a, m, err := newTimes(accessed, modified)
		if err == nil {
			err = f.SetTimesAt(path, flags.SymlinkFollow, a, m)
		}
		return fileError(err)
	})
	it.Func("[method]descriptor.open-at", func(_ context.Context, f d, flags pathFlags, path string, open files.OpenFlags, as files.Flags) (*files.Descriptor, error) {
		got, err := f.Open(path, flags.SymlinkFollow, open, as)
		if err != nil {
			return nil, fileError(err)
		}
		return got, nil
	})
}
