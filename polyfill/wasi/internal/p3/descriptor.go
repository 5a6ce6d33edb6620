//go:build !js

package p3

import (
	"context"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/files"
)

// defineDescriptor gives the methods that concern what is open.
func defineDescriptor(it *polyfill.Items) {
	type d = *files.Descriptor
	it.Func("[method]descriptor.advise", polyfill.AtOnce(polyfill.HostFunc4(func(_ context.Context, f d, at, n uint64, _ string) (none, error) {
		return none{}, fileError(f.Advise(at, n))
	})))
	it.Func("[method]descriptor.sync-data", polyfill.HostFunc1(func(_ context.Context, f d) (none, error) {
		return none{}, fileError(f.Sync(true))
	}))
	it.Func("[method]descriptor.sync", polyfill.HostFunc1(func(_ context.Context, f d) (none, error) {
		return none{}, fileError(f.Sync(false))
	}))
	it.Func("[method]descriptor.get-flags", polyfill.AtOnce(polyfill.HostFunc1(func(_ context.Context, f d) (files.Flags, error) {
		return f.Flags(), nil
	})))
	it.Func("[method]descriptor.get-type", polyfill.AtOnce(polyfill.HostFunc1(func(_ context.Context, f d) (polyfill.Variant, error) {
		t, err := f.Type()
		return newType(t), fileError(err)
	})))
	it.Func("[method]descriptor.set-size", polyfill.HostFunc2(func(_ context.Context, f d, n uint64) (none, error) {
		return none{}, fileError(f.SetSize(n))
	}))
	it.Func("[method]descriptor.set-times", polyfill.HostFunc3(func(_ context.Context, f d, accessed, modified newTimestamp) (none, error) {
		return none{}, fileError(f.SetTimes(newTime(accessed), newTime(modified)))
	}))
	it.Func("[method]descriptor.stat", polyfill.HostFunc1(func(_ context.Context, f d) (descriptorStat, error) {
		s, err := f.Stat()
		return newStat(s), fileError(err)
	}))
	it.Func("[method]descriptor.is-same-object", polyfill.AtOnce(polyfill.HostFunc2(func(_ context.Context, f, other d) (bool, error) {
		return f.SameObject(other), nil
	})))
	it.Func("[method]descriptor.metadata-hash", polyfill.HostFunc1(func(_ context.Context, f d) (metadataHash, error) {
		sum, err := f.Hash()
		return metadataHash(sum), fileError(err)
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
	it.Func("[method]descriptor.stat-at", polyfill.HostFunc3(func(_ context.Context, f d, flags pathFlags, path string) (descriptorStat, error) {
		s, err := f.StatAt(path, flags.SymlinkFollow)
		return newStat(s), fileError(err)
	}))
	it.Func("[method]descriptor.metadata-hash-at", polyfill.HostFunc3(func(_ context.Context, f d, flags pathFlags, path string) (metadataHash, error) {
		sum, err := f.HashAt(path, flags.SymlinkFollow)
		return metadataHash(sum), fileError(err)
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
	it.Func("[method]descriptor.link-at", func(f d, flags pathFlags, path string, to d, newPath string) error {
		return fileError(f.LinkAt(path, flags.SymlinkFollow, to, newPath))
	})
	it.Func("[method]descriptor.set-times-at", func(f d, flags pathFlags, path string, accessed, modified newTimestamp) error {
		return fileError(f.SetTimesAt(path, flags.SymlinkFollow, newTime(accessed), newTime(modified)))
	})
	it.Func("[method]descriptor.open-at", func(f d, flags pathFlags, path string, open files.OpenFlags, as files.Flags) (*files.Descriptor, error) {
		opened, err := f.Open(path, flags.SymlinkFollow, open, as)
		return opened, fileError(err)
	})
}
