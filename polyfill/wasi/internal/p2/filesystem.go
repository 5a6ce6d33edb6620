//go:build !js

package p2

import (
	"context"
	"io"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/files"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/wit"
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
	stat struct {
		Type                      string
		LinkCount                 uint64
		Size                      uint64
		DataAccessTimestamp       *datetime
		DataModificationTimestamp *datetime
		StatusChangeTimestamp     *datetime
	}

	directoryEntry struct{ Type, Name string }

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
func newTime(v polyfill.Variant) (files.NewTime, error) {
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

func defineFilesystem(l *polyfill.Linker, h *host.Host) {
	it := wit.DefineFilesystem(l, h, wit.Filesystem[stat]{Version: version, Error: fileError, Stat: newStat, Time: newTime}).
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
}

// defineDescriptor gives the methods that are 0.2's own.
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
	it.Func("[method]descriptor.get-type", polyfill.HostFunc1(func(_ context.Context, f d) (string, error) {
		t, err := f.Type()
		return string(t), fileError(err)
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
}
