//go:build !js

package files

import (
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// CreateDirectoryAt makes a directory.
func (d *Descriptor) CreateDirectoryAt(path string) error {
	root, name, err := d.in(path, true)
	if err != nil {
		return err
	}
	trimmed := strings.TrimRight(name, string(os.PathSeparator))
	if info, err := root.Lstat(trimmed); err == nil && info != nil {
		return Exist // also "." and ".."
	}
	return root.Mkdir(trimmed, 0o777)
}

// RemoveDirectoryAt removes a directory, which must be empty.
func (d *Descriptor) RemoveDirectoryAt(path string) error {
	root, name, err := d.in(path, true)
	if err != nil {
		return err
	}
	if endsInSlash(name) { // a link is followed, and may lead out
		if _, err := root.Stat(name); err != nil {
			return err
		}
	}
	return removeAt(root, name, true)
}

// UnlinkFileAt removes what is not a directory.
func (d *Descriptor) UnlinkFileAt(path string) error {
	root, name, err := d.in(path, true)
	if err != nil {
		return err
	}
	if endsInSlash(name) || endsInDots(name) {
		info, err := root.Stat(name)
		switch {
		case err != nil:
			return err
		case info.IsDir():
			return IsDirectory
		}
		return NotDirectory
	}
	return removeAt(root, name, false)
}

// SymlinkAt makes a symbolic link with the contents target.
func (d *Descriptor) SymlinkAt(target, path string) error {
	root, name, err := d.in(path, true)
	if err != nil {
		return err
	}
	if _, err := local(target); err != nil {
		return err
	}
	if endsInSlash(name) {
		return NoEntry
	}
	return root.Symlink(filepath.FromSlash(target), name)
}

// ReadlinkAt gives the contents of a symbolic link.
func (d *Descriptor) ReadlinkAt(path string) (string, error) {
	root, name, err := d.in(path, false)
	if err != nil {
		return "", err
	}
	target, err := root.Readlink(name)
	switch {
	case err != nil:
		return "", err
	case filepath.IsAbs(target) || os.PathSeparator == '\\' && strings.HasPrefix(target, `\`):
		return "", NotPermitted
	case !utf8.ValidString(target):
		return "", IllegalByteSeq
	}
	return filepath.ToSlash(target), nil
}

// LinkAt makes a hard link to newPath in to. follow is refused: the link at the end of
// oldPath could not be followed without a race.
func (d *Descriptor) LinkAt(oldPath string, follow bool, to *Descriptor, newPath string) error {
	if follow {
		return Invalid
	}
	return d.both(oldPath, to, newPath, (*os.Root).Link, linkBetween)
}

// RenameAt moves oldPath to newPath in to.
func (d *Descriptor) RenameAt(oldPath string, to *Descriptor, newPath string) error {
	return d.both(oldPath, to, newPath, renameWithin, renameBetween)
}

// both makes a change that concerns two paths, in one directory's tree or between two.
func (d *Descriptor) both(oldPath string, to *Descriptor, newPath string,
	within func(root *os.Root, oldName, newName string) error,
	between func(from *os.Root, oldName string, to *os.Root, newName string) error,
) error {
	from, oldName, err := d.in(oldPath, true)
	if err != nil {
		return err
	}
	dest, newName, err := to.in(newPath, true)
	if err != nil {
		return err
	}
	if endsInSlash(oldName) || endsInSlash(newName) {
		// Only a directory may be called so.
		info, err := from.Lstat(strings.TrimRight(oldName, string(os.PathSeparator)))
		if err != nil {
			return err
		}
		if !info.IsDir() {
			return NotDirectory
		}
	}
	if from == dest {
		return within(from, oldName, newName)
	}
	return between(from, oldName, dest, newName)
}
