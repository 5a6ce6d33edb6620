package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/jco-go/jco-go/transpile"
)

// temporary ends the names of files that are not complete.
const temporary = ".jco-go-tmp"

// writeFiles writes files into dir, all or none: every file is written under
// another name first. Folders that are missing are made, and removed again
// after a failure. Nothing is written outside dir, not even through a symbolic
// link in it.
func writeFiles(dir string, files []transpile.File) (err error) {
	made, err := makeFolder(dir)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			for _, d := range slices.Backward(made) {
				_ = os.Remove(d)
			}
		}
	}()
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	w := &folderWriter{root: root, dir: dir}
	for _, f := range files {
		if err := w.write(filepath.FromSlash(f.Name), f.Data); err != nil {
			w.undo()
			return err
		}
	}
	if err := w.commit(); err != nil {
		w.undo()
		return err
	}
	return nil
}

// makeFolder makes dir and tells which folders it had to make.
func makeFolder(dir string) (made []string, err error) {
	for d := filepath.Clean(dir); ; d = filepath.Dir(d) {
		_, err := os.Stat(d)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			break
		}
		made = append(made, d)
		if filepath.Dir(d) == d {
			break
		}
	}
	slices.Reverse(made)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	return made, nil
}

// folderWriter writes files below root.
type folderWriter struct {
	root    *os.Root
	dir     string
	pending []string // written under their temporary name
	fresh   []string // have their own name now, and there was no file of that name
	folders []string // made on the way
}

func (w *folderWriter) write(name string, data []byte) error {
	if !filepath.IsLocal(name) {
		return fmt.Errorf("the file name %q would lead out of %s", name, w.dir)
	}
	if err := w.mkdir(filepath.Dir(name)); err != nil {
		return w.in(err)
	}
	if info, err := w.root.Stat(name); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is there already and is not a file", filepath.Join(w.dir, name))
	}
	w.pending = append(w.pending, name)
	return w.in(w.root.WriteFile(name+temporary, data, 0o666))
}

func (w *folderWriter) mkdir(name string) error {
	if name == "." {
		return nil
	}
	if _, err := w.root.Stat(name); err == nil {
		return nil
	}
	if err := w.mkdir(filepath.Dir(name)); err != nil {
		return err
	}
	if err := w.root.Mkdir(name, 0o777); err != nil {
		return err
	}
	w.folders = append(w.folders, name)
	return nil
}

// commit gives every file its own name.
func (w *folderWriter) commit() error {
	for len(w.pending) > 0 {
		name := w.pending[0]
		_, err := w.root.Lstat(name)
		if fresh := err != nil; fresh {
			w.fresh = append(w.fresh, name)
		}
		if err := w.root.Rename(name+temporary, name); err != nil {
			return w.in(err)
		}
		w.pending = w.pending[1:]
	}
	return nil
}

// undo removes what was written.
func (w *folderWriter) undo() {
	for _, name := range w.pending {
		_ = w.root.Remove(name + temporary)
	}
	for _, name := range w.fresh {
		_ = w.root.Remove(name)
	}
	for _, name := range slices.Backward(w.folders) {
		_ = w.root.Remove(name)
	}
}

// in puts the folder into an error's path.
func (w *folderWriter) in(err error) error {
	var e *fs.PathError
	if errors.As(err, &e) {
		return &fs.PathError{Op: e.Op, Path: filepath.Join(w.dir, e.Path), Err: e.Err}
	}
	return err
}

// summary prints the files with their sizes, as jco does.
func summary(w io.Writer, title, dir string, files []transpile.File) error {
	type row struct{ path, size string }
	var rows []row
	width, sizeWidth := 0, 0
	for _, f := range files {
		r := row{filepath.Join(dir, filepath.FromSlash(f.Name)), sizeText(len(f.Data))}
		rows = append(rows, r)
		width, sizeWidth = max(width, len(r.path)), max(sizeWidth, len(r.size))
	}
	slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.path, b.path) })
	_, err := fmt.Fprintf(w, "\n  %s:\n\n", title)
	for _, r := range rows {
		if err == nil {
			_, err = fmt.Fprintf(w, " - %-*s  %*s\n", width, r.path, sizeWidth, r.size)
		}
	}
	if err == nil {
		_, err = fmt.Fprintln(w)
	}
	return err
}

// sizeText gives a size with three digits: "0.12 KiB", "13.5 KiB", "248 KiB".
func sizeText(bytes int) string {
	size := float64(bytes)
	for _, unit := range []string{"KiB", "MiB"} {
		if size /= 1024; size < 1000 {
			return digits(size) + " " + unit
		}
	}
	return digits(size/1024) + " GiB"
}

func digits(n float64) string {
	places := max(0, 3-len(strconv.Itoa(int(n))))
	scale := math.Pow10(places)
	return strconv.FormatFloat(math.Round(n*scale)/scale, 'f', -1, 64)
}
