//go:build !js

package wit

import (
	"context"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/files"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
)

// PathFlags are those of wasi:filesystem.
type PathFlags struct{ SymlinkFollow bool }

// Filesystem is what differs between the versions of wasi:filesystem in what DefineFilesystem gives.
type Filesystem[Stat any] struct {
	Version string                                        // "@0.3.2", say
	Error   func(error) error                             // the error case of a function; nil for nil
	Stat    func(files.Stat) Stat                         // the record of stat
	Time    func(polyfill.Variant) (files.NewTime, error) // reads a new-timestamp
}

// DefineFilesystem gives the preopens, and of types the resource descriptor with the methods that are the same in
// all versions: those that neither wait for a stream nor speak of a type of file.
func DefineFilesystem[Stat any](l *polyfill.Linker, h *host.Host, v Filesystem[Stat]) *polyfill.Items {
	l.Instance("wasi:filesystem/preopens"+v.Version).
		Func("get-directories", polyfill.HostFunc0(func(context.Context) ([]polyfill.Tuple, error) {
			var list []polyfill.Tuple
			for _, p := range h.Files.Preopens() {
				list = append(list, polyfill.Tuple{p.Dir, p.Name})
			}
			return list, nil
		}))
	it := l.Instance("wasi:filesystem/types"+v.Version).
		Resource("descriptor", polyfill.NewResource("descriptor", func(_ context.Context, d *files.Descriptor) error {
			d.Close()
			return nil
		}))
	v.defineOpen(it)
	v.defineAt(it)
	return it
}

type (
	descriptor   = *files.Descriptor
	metadataHash struct{ Lower, Upper uint64 }
)

// defineOpen gives the methods that concern what is open.
func (v *Filesystem[Stat]) defineOpen(it *polyfill.Items) {
	it.Func("[method]descriptor.advise", polyfill.AtOnce(polyfill.HostFunc4(func(_ context.Context, f descriptor, at, n uint64, _ string) (none, error) {
		return none{}, v.Error(f.Advise(at, n))
	})))
	it.Func("[method]descriptor.sync-data", polyfill.HostFunc1(func(_ context.Context, f descriptor) (none, error) {
		return none{}, v.Error(f.Sync(true))
	}))
	it.Func("[method]descriptor.sync", polyfill.HostFunc1(func(_ context.Context, f descriptor) (none, error) {
		return none{}, v.Error(f.Sync(false))
	}))
	it.Func("[method]descriptor.get-flags", polyfill.AtOnce(polyfill.HostFunc1(func(_ context.Context, f descriptor) (files.Flags, error) {
		return f.Flags(), nil
	})))
	it.Func("[method]descriptor.set-size", polyfill.HostFunc2(func(_ context.Context, f descriptor, n uint64) (none, error) {
		return none{}, v.Error(f.SetSize(n))
	}))
	it.Func("[method]descriptor.set-times", polyfill.HostFunc3(func(_ context.Context, f descriptor, accessed, modified polyfill.Variant) (none, error) {
		a, m, err := v.times(accessed, modified)
		if err == nil {
			err = f.SetTimes(a, m)
		}
		return none{}, v.Error(err)
	}))
	it.Func("[method]descriptor.stat", polyfill.HostFunc1(func(_ context.Context, f descriptor) (Stat, error) {
		s, err := f.Stat()
		return v.Stat(s), v.Error(err)
	}))
	it.Func("[method]descriptor.is-same-object", polyfill.AtOnce(polyfill.HostFunc2(func(_ context.Context, f, other descriptor) (bool, error) {
		return f.SameObject(other), nil
	})))
	it.Func("[method]descriptor.metadata-hash", polyfill.HostFunc1(func(_ context.Context, f descriptor) (metadataHash, error) {
		sum, err := f.Hash()
		return metadataHash(sum), v.Error(err)
	}))
}

// defineAt gives the methods that take a path.
func (v *Filesystem[Stat]) defineAt(it *polyfill.Items) {
	it.Func("[method]descriptor.create-directory-at", polyfill.HostFunc2(func(_ context.Context, f descriptor, path string) (none, error) {
		return none{}, v.Error(f.CreateDirectoryAt(path))
	}))
	it.Func("[method]descriptor.remove-directory-at", polyfill.HostFunc2(func(_ context.Context, f descriptor, path string) (none, error) {
		return none{}, v.Error(f.RemoveDirectoryAt(path))
	}))
	it.Func("[method]descriptor.unlink-file-at", polyfill.HostFunc2(func(_ context.Context, f descriptor, path string) (none, error) {
		return none{}, v.Error(f.UnlinkFileAt(path))
	}))
	it.Func("[method]descriptor.stat-at", polyfill.HostFunc3(func(_ context.Context, f descriptor, flags PathFlags, path string) (Stat, error) {
		s, err := f.StatAt(path, flags.SymlinkFollow)
		return v.Stat(s), v.Error(err)
	}))
	it.Func("[method]descriptor.metadata-hash-at", polyfill.HostFunc3(func(_ context.Context, f descriptor, flags PathFlags, path string) (metadataHash, error) {
		sum, err := f.HashAt(path, flags.SymlinkFollow)
		return metadataHash(sum), v.Error(err)
	}))
	it.Func("[method]descriptor.readlink-at", polyfill.HostFunc2(func(_ context.Context, f descriptor, path string) (string, error) {
		target, err := f.ReadlinkAt(path)
		return target, v.Error(err)
	}))
	it.Func("[method]descriptor.symlink-at", polyfill.HostFunc3(func(_ context.Context, f descriptor, target, path string) (none, error) {
		return none{}, v.Error(f.SymlinkAt(target, path))
	}))
	it.Func("[method]descriptor.rename-at", polyfill.HostFunc4(func(_ context.Context, f descriptor, path string, to descriptor, newPath string) (none, error) {
		return none{}, v.Error(f.RenameAt(path, to, newPath))
	}))
	it.Func("[method]descriptor.link-at", func(f descriptor, flags PathFlags, path string, to descriptor, newPath string) error {
		return v.Error(f.LinkAt(path, flags.SymlinkFollow, to, newPath))
	})
	it.Func("[method]descriptor.set-times-at", func(f descriptor, flags PathFlags, path string, accessed, modified polyfill.Variant) error {
		a, m, err := v.times(accessed, modified)
		if err == nil {
			err = f.SetTimesAt(path, flags.SymlinkFollow, a, m)
		}
		return v.Error(err)
	})
	it.Func("[method]descriptor.open-at", func(f descriptor, flags PathFlags, path string, open files.OpenFlags, as files.Flags) (descriptor, error) {
		opened, err := f.Open(path, flags.SymlinkFollow, open, as)
		return opened, v.Error(err)
	})
}

// times reads two new-timestamps.
func (v *Filesystem[Stat]) times(accessed, modified polyfill.Variant) (a, m files.NewTime, err error) {
	if a, err = v.Time(accessed); err == nil {
		m, err = v.Time(modified)
	}
	return a, m, err
}
