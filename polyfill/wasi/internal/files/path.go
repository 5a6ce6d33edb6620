//go:build !js

package files

import (
	"os"
	"path/filepath"
	"strings"
)

// local checks a guest's path and gives it as os.Root takes it. Whether it leads out of its
// directory is os.Root's matter, but for absolute paths, which are refused here.
func local(path string) (string, error) {
	switch {
	case path == "":
		return "", NoEntry
	case path[0] == '/':
		return "", NotPermitted
	case strings.IndexByte(path, 0) >= 0:
		return "", Invalid
	case os.PathSeparator != '/' && strings.ContainsAny(path, `\:`):
		return "", Invalid // would be a separator, a drive or a stream of Windows
	}
	return filepath.FromSlash(path), nil
}

// split takes the last step off a path: the directory that it is in, and its name. A path
// that ends with "." or ".." has none.
func split(path string) (dir, base string, err error) {
	path = strings.TrimRight(path, string(os.PathSeparator))
	dir, base = filepath.Split(path)
	if base == "" || base == "." || base == ".." {
		return "", "", Invalid
	}
	if dir == "" {
		dir = "."
	}
	return dir, base, nil
}

func endsInSlash(path string) bool { return path != "" && os.IsPathSeparator(path[len(path)-1]) }
