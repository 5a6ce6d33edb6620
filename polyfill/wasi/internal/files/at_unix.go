//go:build unix

package files

import (
	"os"

	"golang.org/x/sys/unix"
)

const openNonblock = unix.O_NONBLOCK | unix.O_NOCTTY

// withParent runs f with the directory that name is in, opened in root, and the last step
// of name. f's call does not follow a link there.
func withParent(root *os.Root, name string, f func(dir int, base string) error) error {
	if endsInDots(name) {
		if _, err := root.Stat(name); err != nil {
			return err // it leads out, or is not there
		}
		return Invalid
	}
	parent, base := split(name)
	dir, err := root.OpenFile(parent, os.O_RDONLY|unix.O_DIRECTORY, 0)
	if err != nil {
		return err
	}
	defer dir.Close()
	return f(int(dir.Fd()), base)
}

func removeAt(root *os.Root, name string, directory bool) error {
	flags := 0
	if directory {
		flags = unix.AT_REMOVEDIR
	}
	return withParent(root, name, func(dir int, base string) error {
		err := unix.Unlinkat(dir, base, flags)
		if !directory && err == unix.EPERM {
			var st unix.Stat_t
			if unix.Fstatat(dir, base, &st, unix.AT_SYMLINK_NOFOLLOW) == nil && st.Mode&unix.S_IFMT == unix.S_IFDIR {
				return IsDirectory // POSIX has EPERM for this, Linux EISDIR
			}
		}
		return err
	})
}

// renameWithin moves by the rules of the operating system; (*os.Root).Rename would replace no
// directory, not even an empty one.
func renameWithin(root *os.Root, oldName, newName string) error {
	return renameBetween(root, oldName, root, newName)
}

func renameBetween(from *os.Root, oldName string, to *os.Root, newName string) error {
	return withParent(from, oldName, func(oldDir int, oldBase string) error {
		return withParent(to, newName, func(newDir int, newBase string) error {
			return unix.Renameat(oldDir, oldBase, newDir, newBase)
		})
	})
}

func linkBetween(from *os.Root, oldName string, to *os.Root, newName string) error {
	return withParent(from, oldName, func(oldDir int, oldBase string) error {
		return withParent(to, newName, func(newDir int, newBase string) error {
			return unix.Linkat(oldDir, oldBase, newDir, newBase, 0)
		})
	})
}
