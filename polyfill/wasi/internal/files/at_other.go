//go:build !unix && !js

package files

import "os"

const openNonblock = 0

// removeAt removes a directory or what is none. Between the look and the removal it can be
// replaced, within the tree.
func removeAt(root *os.Root, name string, directory bool) error {
	info, err := root.Lstat(name)
	switch {
	case err != nil:
		return err
	case directory && !info.IsDir():
		return NotDirectory
	case !directory && info.IsDir():
		return IsDirectory
	}
	return root.Remove(name)
}

func renameWithin(root *os.Root, oldName, newName string) error {
	return root.Rename(oldName, newName)
}

func renameBetween(*os.Root, string, *os.Root, string) error { return CrossDevice }

func linkBetween(*os.Root, string, *os.Root, string) error { return CrossDevice }

func setTimesOfLink(root *os.Root, name string, accessed, modified NewTime) error {
	info, err := root.Lstat(name)
	if err != nil {
		return err
	}
	if info.Mode()&os.ModeSymlink != 0 {
		return Unsupported
	}
	return root.Chtimes(name, accessed.time(), modified.time())
}
