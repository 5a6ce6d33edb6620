//go:build !js

package files

import (
	"crypto/rand"
	"fmt"
	"os"
	"sync/atomic"
)

// Dir is a directory of the host that a guest gets.
type Dir struct {
	// Host is its path on the host, Guest the one under which the guest finds it ("/", ".",
	// "/data"). An empty Guest is the same as Host.
	Host, Guest string
	// ReadOnly refuses every change, with the error code read-only.
	ReadOnly bool
}

// Limits bound what a guest can hold open. The zero value has the defaults.
type Limits struct {
	// Descriptors and streams that are open at once; 1024 by default. The next one gets the
	// error code quota.
	MaxOpen int
}

const defaultMaxOpen = 1024

// Tree is the directories that a guest gets, opened. It is safe for concurrent use.
type Tree struct {
	preopens []preopen
	secret   [32]byte // of metadata hashes
	maxOpen  int64
	open     atomic.Int64
}

type preopen struct {
	name string
	dir  *Descriptor
}

// NewTree opens directories. The error names the one that cannot be used.
func NewTree(dirs []Dir, limits Limits) (*Tree, error) {
	t := &Tree{maxOpen: int64(limits.MaxOpen)}
	if t.maxOpen <= 0 {
		t.maxOpen = defaultMaxOpen
	}
	if _, err := rand.Read(t.secret[:]); err != nil {
		return nil, err
	}
	for _, d := range dirs {
		root, err := os.OpenRoot(d.Host)
		if err != nil {
			t.Close()
			return nil, fmt.Errorf("the directory %q cannot be given to the guest: %w", d.Host, err)
		}
		name := d.Guest
		if name == "" {
			name = d.Host
		}
		t.preopens = append(t.preopens, preopen{name, &Descriptor{
			tree: t, node: newDirNode(root), flags: Flags{Read: true, MutateDirectory: !d.ReadOnly}, change: !d.ReadOnly, pinned: true,
		}})
	}
	return t, nil
}

// Close closes the directories, not what guests opened in them.
func (t *Tree) Close() {
	for _, p := range t.preopens {
		p.dir.node.release()
	}
	t.preopens = nil
}

// Preopen is a directory of a tree, with the name under which the guest finds it.
type Preopen struct {
	Dir  *Descriptor
	Name string
}

// Preopens gives a descriptor for each of the directories, which the caller closes.
func (t *Tree) Preopens() []Preopen {
	list := make([]Preopen, len(t.preopens))
	for i, p := range t.preopens {
		// These do not count: a guest has as many as the host gave.
		list[i] = Preopen{&Descriptor{tree: t, node: p.dir.node.retain(), flags: p.dir.flags, change: p.dir.change, pinned: true}, p.name}
	}
	return list
}

// take counts one more open thing, if there may be one.
func (t *Tree) take() error {
	if t.open.Add(1) > t.maxOpen {
		t.open.Add(-1)
		return Quota
	}
	return nil
}

func (t *Tree) give() { t.open.Add(-1) }

// Open tells how many descriptors and streams are open, for tests of leaks.
func (t *Tree) Open() int { return int(t.open.Load()) }
