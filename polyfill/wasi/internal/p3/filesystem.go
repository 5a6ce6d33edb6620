//go:build !js

package p3

import (
	"context"
	"io"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/files"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/wit"
)

// Types of the WIT.
type (
	descriptorStat struct {
		Type                      polyfill.Variant
		LinkCount                 uint64
		Size                      uint64
		DataAccessTimestamp       *instant
		DataModificationTimestamp *instant
		StatusChangeTimestamp     *instant
	}

	directoryEntry struct {
		Type polyfill.Variant
		Name string
	}
)

// fileError makes the error case of a function of wasi:filesystem.
func fileError(err error) error {
	if err == nil {
		return nil
	}
	return polyfill.ErrorValue(fileCode(err))
}

// fileCode is the case of wasi:filesystem's error-code.
func fileCode(err error) any { return polyfill.Variant{Case: string(files.CodeOf(err))} }

func newType(t files.Type) polyfill.Variant {
	if t == files.UnknownType {
		return polyfill.Variant{Case: "other"}
	}
	return polyfill.Variant{Case: string(t)}
}

func newStat(s files.Stat) descriptorStat {
	at := func(i *files.Instant) *instant {
		if i == nil {
			return nil
		}
		return &instant{i.Seconds, i.Nanoseconds}
	}
	return descriptorStat{newType(s.Type), s.Links, s.Size, at(s.Accessed), at(s.Modified), at(s.Changed)}
}

// newTime reads a new-timestamp.
func newTime(v polyfill.Variant) (files.NewTime, error) {
	switch v.Case {
	case "now":
		return files.NewTime{Kind: files.Now}, nil
	case "timestamp":
		r, _ := v.Value.(polyfill.Record)
		seconds, _ := r.Get("seconds").(int64)
		nanoseconds, _ := r.Get("nanoseconds").(uint32)
		return files.NewTime{Kind: files.Timestamp, At: files.Instant{Seconds: seconds, Nanoseconds: nanoseconds}}, nil
	}
	return files.NewTime{}, nil
}

func defineFilesystem(l *polyfill.Linker, h *host.Host) {
	it := wit.DefineFilesystem(l, h, wit.Filesystem[descriptorStat]{Version: version, Error: fileError, Stat: newStat, Time: newTime})
	it.Func("[method]descriptor.get-type", polyfill.AtOnce(polyfill.HostFunc1(func(_ context.Context, f *files.Descriptor) (polyfill.Variant, error) {
		t, err := f.Type()
		return newType(t), fileError(err)
	})))
	defineFileStreams(it)
}

// defineFileStreams gives the methods that read and write by streams.
func defineFileStreams(it *polyfill.Items) {
	type d = *files.Descriptor
	it.Func("[method]descriptor.read-via-stream", polyfill.HostFunc2(func(_ context.Context, f d, at uint64) (any, error) {
		r, err := f.Reader(at)
		if err != nil {
			return failed[byte](fileCode(err)), nil
		}
		return given(r, fileCode), nil
	}))
	writing := func(data *polyfill.StreamReader[byte], to *files.Stream, err error) (outcome, error) {
		if err != nil {
			return refused(data, fileCode(err)), nil
		}
		return taken(data, to, fileCode), nil
	}
	it.Func("[method]descriptor.write-via-stream", polyfill.HostFunc3(func(_ context.Context, f d, data *polyfill.StreamReader[byte], at uint64) (outcome, error) {
		w, err := f.Writer(at)
		return writing(data, w, err)
	}))
	it.Func("[method]descriptor.append-via-stream", polyfill.HostFunc2(func(_ context.Context, f d, data *polyfill.StreamReader[byte]) (outcome, error) {
		w, err := f.Appender()
		return writing(data, w, err)
	}))
	it.Func("[method]descriptor.read-directory", polyfill.HostFunc1(func(_ context.Context, f d) (polyfill.Tuple, error) {
		e, err := f.Entries()
		if err != nil {
			return failed[directoryEntry](fileCode(err)), nil
		}
		w, done := polyfill.NewStreamWriter[directoryEntry](), polyfill.NewFutureWriter[polyfill.Result]()
		go func() {
			defer e.Close()
			done.Set(giveEntries(w, e))
			w.Close()
		}()
		return polyfill.Tuple{w, done}, nil
	}))
}

// entriesAtOnce is how many entries of a directory are written to a guest at once.
const entriesAtOnce = 256

// giveEntries writes a directory's entries. Those whose name WASI cannot express are left out, which the
// result tells.
func giveEntries(w *polyfill.StreamWriter[directoryEntry], e *files.Entries) polyfill.Result {
	result := polyfill.Ok(nil)
	batch := make([]directoryEntry, 0, entriesAtOnce)
	for {
		entry, err := e.Next()
		if err == nil {
			batch = append(batch, directoryEntry{newType(entry.Type), entry.Name})
		}
		over := err != nil && err != files.IllegalByteSeq
		if len(batch) == cap(batch) || over && len(batch) > 0 {
			if _, err := w.Write(batch); err != nil {
				return result // the guest does not want more
			}
			batch = batch[:0]
		}
		switch {
		case over && err == io.EOF:
			return result
		case err != nil && !result.IsErr || over:
			result = polyfill.Err(fileCode(err))
		}
		if over {
			return result
		}
	}
}
