//go:build !js

package files

import (
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"sync/atomic"
)

// Flags are wasi:filesystem's descriptor-flags.
type Flags struct {
	Read, Write, FileIntegritySync, DataIntegritySync, RequestedWriteSync, MutateDirectory bool
}

// OpenFlags are wasi:filesystem's open-flags.
type OpenFlags struct{ Create, Directory, Exclusive, Truncate bool }

// Descriptor is an open file or directory of a guest. Its errors have a Code in their
// chain, or CodeOf finds one for them. It is safe for concurrent use.
type Descriptor struct {
	tree   *Tree
	node   *node
	flags  Flags
	change bool // it was given so that it can be changed, and what is below it
	pinned bool // does not count
	closed atomic.Bool
}

// Close closes the descriptor. What reads or writes by way of it stays open.
func (d *Descriptor) Close() {
	if d.closed.Swap(true) {
		return
	}
	d.node.release()
	if !d.pinned {
		d.tree.give()
	}
}

// Flags are what the descriptor was opened with. What can be done in a directory is decided where it
// was given to the guest, whether the directory was opened for that or not.
func (d *Descriptor) Flags() Flags { return d.flags }

// dir is the root of a directory descriptor.
func (d *Descriptor) dir() (*os.Root, error) {
	if d.node.root == nil {
		return nil, NotDirectory
	}
	return d.node.root, nil
}

// in checks that a path can be used in the directory d, and if the directory must be
// changed for that, that it can be.
func (d *Descriptor) in(path string, change bool) (*os.Root, string, error) {
	root, err := d.dir()
	if err != nil {
		return nil, "", err
	}
	name, err := local(path)
	if err != nil {
		return nil, "", err
	}
	if change && !d.change {
		return nil, "", ReadOnly
	}
	return root, name, nil
}

// file is the open file, for which the descriptor must have been opened so.
func (d *Descriptor) file(allowed bool) (*os.File, error) {
	if d.node.file == nil {
		return nil, IsDirectory
	}
	if !allowed {
		return nil, BadDescriptor
	}
	return d.node.file, nil
}

// ReadAt reads from a file at offset, see io.ReaderAt, but it stops after one read of the
// operating system.
func (d *Descriptor) ReadAt(p []byte, offset uint64) (int, error) {
	f, err := d.file(d.flags.Read)
	if err != nil {
		return 0, err
	}
	return readAt(f, p, offset)
}

func readAt(f *os.File, p []byte, offset uint64) (int, error) {
	if offset > math.MaxInt64 {
		return 0, Invalid
	}
	if len(p) == 0 {
		return 0, nil
	}
	n, err := f.ReadAt(p, int64(offset))
	if n > 0 {
		return n, nil
	}
	return 0, err
}

// WriteAt writes all of p to a file at offset.
func (d *Descriptor) WriteAt(p []byte, offset uint64) (int, error) {
	f, err := d.file(d.flags.Write)
	if err != nil {
		return 0, err
	}
	return writeAt(f, p, offset)
}

func writeAt(f *os.File, p []byte, offset uint64) (int, error) {
	if offset > math.MaxInt64-uint64(len(p)) {
		return 0, FileTooLarge
	}
	return f.WriteAt(p, int64(offset))
}

// SetSize makes a file as long as size, with zeros behind what there was.
func (d *Descriptor) SetSize(size uint64) error {
	f, err := d.file(d.flags.Write)
	if err != nil {
		return err
	}
	if size > math.MaxInt64 {
		return FileTooLarge
	}
	return f.Truncate(int64(size))
}

// Sync writes what was written to the disk; with dataOnly not the metadata that is not
// needed to read it.
func (d *Descriptor) Sync(dataOnly bool) error {
	if !d.flags.Write && (d.node.file != nil || !d.change) {
		return nil
	}
	f, err := d.node.asFile()
	if err != nil {
		return err
	}
	if dataOnly {
		err = syncData(f)
	} else {
		err = f.Sync()
	}
	if d.node.root != nil && errors.Is(err, fs.ErrInvalid) {
		return nil // directories of some file systems cannot be synced
	}
	return err
}

// Advise checks the arguments of an advice; no use is made of it.
func (d *Descriptor) Advise(offset, length uint64) error {
	_, err := d.file(true)
	if err != nil {
		return BadDescriptor
	}
	if offset > math.MaxInt64 || length > math.MaxInt64-offset {
		return Invalid
	}
	return nil
}

// SameObject tells whether both are open on one file or directory.
func (d *Descriptor) SameObject(other *Descriptor) bool {
	a, err := d.node.stat()
	if err != nil {
		return false
	}
	b, err := other.node.stat()
	return err == nil && os.SameFile(a, b)
}

// Stream is a file being read or written from an offset on. It is for one goroutine at a
// time; several streams of one file do not disturb each other.
type Stream struct {
	tree   *Tree
	node   *node
	at     uint64
	append bool
	closed atomic.Bool
}

func (d *Descriptor) stream(allowed bool, at uint64, toEnd bool) (*Stream, error) {
	if _, err := d.file(allowed); err != nil {
		return nil, err
	}
	if err := d.tree.take(); err != nil {
		return nil, err
	}
	return &Stream{tree: d.tree, node: d.node.retain(), at: at, append: toEnd}, nil
}

// Reader reads a file from offset on. The caller closes it.
func (d *Descriptor) Reader(offset uint64) (*Stream, error) {
	return d.stream(d.flags.Read, offset, false)
}

// Writer writes a file from offset on. The caller closes it.
func (d *Descriptor) Writer(offset uint64) (*Stream, error) {
	return d.stream(d.flags.Write, offset, false)
}

// Appender writes at the end of a file. The caller closes it.
func (d *Descriptor) Appender() (*Stream, error) { return d.stream(d.flags.Write, 0, true) }

// Read implements io.Reader.
func (s *Stream) Read(p []byte) (int, error) {
	if s.closed.Load() {
		return 0, fs.ErrClosed
	}
	n, err := readAt(s.node.file, p, s.at)
	s.at += uint64(n)
	return n, err
}

// Write implements io.Writer.
func (s *Stream) Write(p []byte) (int, error) {
	if s.closed.Load() {
		return 0, fs.ErrClosed
	}
	if s.append {
		s.node.append.Lock()
		defer s.node.append.Unlock()
		return appendTo(s.node.file, p)
	}
	n, err := writeAt(s.node.file, p, s.at)
	s.at += uint64(n)
	return n, err
}

// Close implements io.Closer.
func (s *Stream) Close() error {
	if !s.closed.Swap(true) {
		s.node.release()
		s.tree.give()
	}
	return nil
}

// appendAtSize appends where the operating system has no call for it: another process that
// appends to the same file at the same time may be overwritten.
func appendAtSize(f *os.File, p []byte) (int, error) {
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, err
	}
	return writeAt(f, p, uint64(size))
}
