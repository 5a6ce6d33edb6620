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

// split takes the last step off a path: the directory that it is in, and its name.
func split(path string) (dir, base string) {
	dir, base = filepath.Split(strings.TrimRight(path, string(os.PathSeparator)))
	if dir == "" {
		dir = "."
	}
	return dir, base
}

// endsInDots tells paths whose last step has no name in the directory that it is in.
func endsInDots(path string) bool {
	_, base := split(path)
	return base == "." || base == ".."
}

func endsInSlash(path string) bool { return path != "" && os.IsPathSeparator(path[len(path)-1]) }
