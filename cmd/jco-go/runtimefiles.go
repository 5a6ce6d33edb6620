package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/jco-go/jco-go/transpile"
)

// runtimeNames are the files of the async runtime, which lie beside a module
// that needs it.
var runtimeNames = []string{"jco-go-runtime.js", "jco-go-runtime.wasm"}

// runtimeFiles gives the files of the async runtime, as `npm run build` made them.
func runtimeFiles() ([]transpile.File, error) {
	folders := runtimeFolders()
	for _, dir := range folders {
		if _, err := os.Stat(filepath.Join(dir, runtimeNames[1])); err != nil {
			continue
		}
		var files []transpile.File
		for _, name := range runtimeNames {
			data, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				return nil, err
			}
			files = append(files, transpile.File{Name: name, Data: data})
		}
		return files, nil
	}
	return nil, fmt.Errorf("the component needs the async runtime, and %s is in none of %q: "+
		"`npm run build` makes it, $JCO_GO_RUNTIME names its folder, and --runtime names a module that is there already", runtimeNames[1], folders)
}

// runtimeFolders are the folders where the runtime may be: the one that the
// environment names, beside this program, and in the repository.
func runtimeFolders() []string {
	if dir := os.Getenv("JCO_GO_RUNTIME"); dir != "" {
		return []string{dir}
	}
	var folders []string
	if self, err := os.Executable(); err == nil {
		dir := filepath.Dir(self)
		folders = append(folders, dir, filepath.Join(dir, "..", "web", "runtime"))
	}
	if _, file, _, ok := runtime.Caller(0); ok && filepath.IsAbs(file) {
		folders = append(folders, filepath.Join(filepath.Dir(file), "..", "..", "web", "runtime"))
	}
	return folders
}
