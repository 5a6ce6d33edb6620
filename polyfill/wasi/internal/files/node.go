//go:build !js

package files

import (
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
)

// node is an open file or directory. Descriptors and streams share it: it is closed with
// the last of them.
type node struct {
	file *os.File // of a file
	root *os.Root // of a directory
	refs atomic.Int32

	self    sync.Mutex
	selfDir *os.File // a directory opened as a file, for calls that want one

	append sync.Mutex // one append at a time, see appendTo
}

func newFileNode(f *os.File) *node {
	n := &node{file: f}
	n.refs.Store(1)
	return n
}

func newDirNode(r *os.Root) *node {
	n := &node{root: r}
	n.refs.Store(1)
	return n
}

func (n *node) retain() *node {
	n.refs.Add(1)
	return n
}

func (n *node) release() {
	if n.refs.Add(-1) > 0 {
		return
	}
	if n.file != nil {
		n.file.Close()
	}
	if n.root != nil {
		n.root.Close()
	}
	if n.selfDir != nil {
		n.selfDir.Close()
	}
}

// asFile is the open file, or the directory as one.
func (n *node) asFile() (*os.File, error) {
	if n.file != nil {
		return n.file, nil
	}
	n.self.Lock()
	defer n.self.Unlock()
	if n.selfDir == nil {
		f, err := n.root.Open(".")
		if err != nil {
			return nil, err
		}
		n.selfDir = f
	}
	return n.selfDir, nil
}

func (n *node) stat() (fs.FileInfo, error) {
	if n.file != nil {
		return n.file.Stat()
	}
	return n.root.Stat(".")
}
