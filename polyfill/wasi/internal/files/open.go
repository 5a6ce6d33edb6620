//go:build !js

package files

import (
	"errors"
	"io/fs"
	"os"
)

// Open opens a path in a directory. With follow, a symbolic link at the end of the path is
// followed. Devices, pipes and sockets are refused. What is opened for nothing is opened to be read,
// and what may have to be created to be written as well.
func (d *Descriptor) Open(path string, follow bool, open OpenFlags, flags Flags) (*Descriptor, error) {
	change := flags.Write || flags.MutateDirectory || open.Create || open.Truncate
	root, name, err := d.in(path, change)
	if err != nil {
		return nil, err
	}
	if open.Directory && (open.Create || open.Exclusive || open.Truncate) {
		return nil, Invalid
	}
	switch {
	case flags.Write:
	case open.Create:
		flags.Read, flags.Write = true, true
	default:
		flags.Read = true
	}
	if err := d.tree.take(); err != nil {
		return nil, err
	}
	n, flags, err := d.open(root, name, follow, open, flags)
	if err != nil {
		d.tree.give()
		return nil, err
	}
	return &Descriptor{tree: d.tree, node: n, flags: flags, change: d.change}, nil
}

func (d *Descriptor) open(root *os.Root, name string, follow bool, open OpenFlags, flags Flags) (*node, Flags, error) {
	stat := root.Lstat
	if follow {
		stat = root.Stat
	}
	info, err := stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist) && open.Create:
		if endsInSlash(name) {
			return nil, flags, IsDirectory
		}
	case err != nil:
		return nil, flags, err
	case open.Create && open.Exclusive:
		return nil, flags, Exist
	case info.IsDir():
		if flags.Write || open.Truncate || open.Create {
			return nil, flags, IsDirectory
		}
		sub, err := root.OpenRoot(name)
		if err != nil {
			return nil, flags, err
		}
		return newDirNode(sub), Flags{Read: true, MutateDirectory: flags.MutateDirectory}, nil
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, flags, Loop
	case open.Directory || endsInSlash(name):
		return nil, flags, NotDirectory
	case !info.Mode().IsRegular():
		return nil, flags, Access
	}
	flags.MutateDirectory = false
	f, err := openFile(root, name, open, flags)
	return f, flags, err
}

func openFile(root *os.Root, name string, open OpenFlags, flags Flags) (*node, error) {
	flag := os.O_RDONLY
	switch {
	case flags.Read && flags.Write:
		flag = os.O_RDWR
	case flags.Write:
		flag = os.O_WRONLY
	}
	if open.Create {
		flag |= os.O_CREATE
	}
	if open.Exclusive {
		flag |= os.O_EXCL
	}
	if flags.FileIntegritySync || flags.RequestedWriteSync {
		flag |= os.O_SYNC
	}
	if flags.DataIntegritySync {
		flag |= openDataSync
	}
	// A pipe that came in between must not be waited for.
	f, err := root.OpenFile(name, flag|openNonblock, 0o666)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = Access
		if info.IsDir() {
			err = IsDirectory
		}
	}
	if err == nil && open.Truncate {
		// Not by O_TRUNC: nothing but a file may be cut.
		if flags.Write {
			err = f.Truncate(0)
		} else {
			err = truncate(root, name, info)
		}
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return newFileNode(f), nil
}

// truncate empties a file that was opened for reading only.
func truncate(root *os.Root, name string, opened fs.FileInfo) error {
	f, err := root.OpenFile(name, os.O_WRONLY|openNonblock, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !os.SameFile(info, opened) {
		return Interrupted
	}
	return f.Truncate(0)
}
