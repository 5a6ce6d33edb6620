package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Collect lists the .json files under each of the arguments (a file stands for
// itself), in order, without duplicates. An argument that does not exist or has no
// such file is an error: a run of nothing must not look like success.
func Collect(args []string) ([]string, error) {
	var files []string
	seen := map[string]bool{}
	add := func(path string) {
		if !seen[path] {
			seen[path] = true
			files = append(files, path)
		}
	}
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil {
			return nil, fmt.Errorf("%s: no such file or folder", arg)
		}
		if !info.IsDir() {
			add(filepath.Clean(arg))
			continue
		}
		n := 0
		err = filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && strings.HasSuffix(path, ".json") {
				n++
				add(path)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return nil, fmt.Errorf("%s: no json-from-wast file (*.json) in this folder", arg)
		}
	}
	return files, nil
}
