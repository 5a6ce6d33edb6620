//go:build !js

package files

import (
	"crypto/sha256"
	"encoding/binary"
	"io/fs"
)

// Type is a case of wasi:filesystem's descriptor-type, by its name in WIT.
type Type string

// The types of what can be in a directory.
const (
	UnknownType     Type = "unknown" // WASI 0.3 says other
	BlockDevice     Type = "block-device"
	CharacterDevice Type = "character-device"
	Directory       Type = "directory"
	FIFO            Type = "fifo"
	SymbolicLink    Type = "symbolic-link"
	RegularFile     Type = "regular-file"
	Socket          Type = "socket"
)

func typeOf(mode fs.FileMode) Type {
	switch {
	case mode.IsRegular():
		return RegularFile
	case mode.IsDir():
		return Directory
	case mode&fs.ModeSymlink != 0:
		return SymbolicLink
	case mode&fs.ModeCharDevice != 0:
		return CharacterDevice
	case mode&fs.ModeDevice != 0:
		return BlockDevice
	case mode&fs.ModeNamedPipe != 0:
		return FIFO
	case mode&fs.ModeSocket != 0:
		return Socket
	}
	return UnknownType
}

// Instant is a time: seconds since 1970, before it if negative, and nanoseconds behind them.
type Instant struct {
	Seconds     int64
	Nanoseconds uint32
}

// Stat is what is known about a file.
type Stat struct {
	Type  Type
	Links uint64
	Size  uint64
	// Accessed, Modified and Changed are nil where the operating system does not tell.
	Accessed, Modified, Changed *Instant
}

func statOf(info fs.FileInfo) Stat {
	s := Stat{Type: typeOf(info.Mode()), Links: 1, Size: uint64(max(info.Size(), 0))}
	t := info.ModTime()
	s.Modified = &Instant{t.Unix(), uint32(t.Nanosecond())}
	s.addSystem(info)
	return s
}

// Stat tells about what is open.
func (d *Descriptor) Stat() (Stat, error) {
	info, err := d.node.stat()
	if err != nil {
		return Stat{}, err
	}
	return statOf(info), nil
}

// Type is the type of what is open.
func (d *Descriptor) Type() (Type, error) {
	if d.node.root != nil {
		return Directory, nil
	}
	s, err := d.Stat()
	return s.Type, err
}

// StatAt tells about what is at a path.
func (d *Descriptor) StatAt(path string, follow bool) (Stat, error) {
	info, err := d.infoAt(path, follow)
	if err != nil {
		return Stat{}, err
	}
	return statOf(info), nil
}

func (d *Descriptor) infoAt(path string, follow bool) (fs.FileInfo, error) {
	root, name, err := d.in(path, false)
	if err != nil {
		return nil, err
	}
	if follow || endsInSlash(name) {
		info, err := root.Stat(name)
		if err == nil && endsInSlash(name) && !info.IsDir() {
			return nil, NotDirectory
		}
		return info, err
	}
	return root.Lstat(name)
}

// Hash is a metadata-hash-value.
type Hash struct{ Lower, Upper uint64 }

// Hash hashes what changes when what is open is changed or replaced.
func (d *Descriptor) Hash() (Hash, error) {
	info, err := d.node.stat()
	if err != nil {
		return Hash{}, err
	}
	return d.tree.hash(info), nil
}

// HashAt is Hash for what is at a path.
func (d *Descriptor) HashAt(path string, follow bool) (Hash, error) {
	info, err := d.infoAt(path, follow)
	if err != nil {
		return Hash{}, err
	}
	return d.tree.hash(info), nil
}

func (t *Tree) hash(info fs.FileInfo) Hash {
	device, inode := identity(info)
	text := append([]byte(nil), t.secret[:]...)
	for _, n := range []uint64{device, inode, uint64(info.Size()), uint64(info.ModTime().UnixNano()), uint64(info.Mode().Type())} {
		text = binary.LittleEndian.AppendUint64(text, n)
	}
	sum := sha256.Sum256(text)
	return Hash{binary.LittleEndian.Uint64(sum[:]), binary.LittleEndian.Uint64(sum[8:])}
}
