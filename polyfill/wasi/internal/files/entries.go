//go:build !js

package files

import (
	"io"
	"os"
	"path/filepath"
	"sync/atomic"
	"unicode/utf8"
)

// Entry is something in a directory.
type Entry struct {
	Type Type
	Name string
}

// Entries reads a directory. It is for one goroutine at a time.
type Entries struct {
	tree   *Tree
	dir    *os.File
	next   []os.DirEntry
	err    error
	closed atomic.Bool
}

const entriesAtOnce = 256

// Entries begins to read a directory. The caller closes it.
func (d *Descriptor) Entries() (*Entries, error) {
	root, err := d.dir()
	if err != nil {
		return nil, err
	}
	if err := d.tree.take(); err != nil {
		return nil, err
	}
	dir, err := root.Open(".")
	if err != nil {
		d.tree.give()
		return nil, err
	}
	return &Entries{tree: d.tree, dir: dir}, nil
}

// Next gives the next entry, io.EOF after the last. IllegalByteSeq stands for an entry
// whose name is not UTF-8, and others may follow.
func (e *Entries) Next() (Entry, error) {
	for len(e.next) == 0 {
		if e.err != nil {
			return Entry{}, e.err
		}
		e.next, e.err = e.dir.ReadDir(entriesAtOnce)
		if e.err == nil && len(e.next) == 0 {
			e.err = io.EOF
		}
	}
	entry := e.next[0]
	e.next = e.next[1:]
	if !utf8.ValidString(entry.Name()) {
		return Entry{}, IllegalByteSeq
	}
	return Entry{typeOf(entry.Type()), filepath.ToSlash(entry.Name())}, nil
}

// Close ends the reading.
func (e *Entries) Close() {
	if e.closed.Swap(true) {
		return
	}
	_ = e.dir.Close() // it was only read
	e.tree.give()
}
