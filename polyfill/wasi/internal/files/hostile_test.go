//go:build unix

package files

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// hostileCase is a line of testdata/files/hostile.json, which web/wasi/filesystem reads as well.
type hostileCase struct {
	Name        string
	Do          string
	In, Path    string // In is a directory that was opened, the given one if it is empty
	ToIn, To    string
	Target      string
	Follow      bool
	Open, Flags []string // Flags are read if there are none
	Seconds     int64    `json:",string"`
	Nanoseconds uint32
	Want        Code
}

// do is what the function that the case is about gives.
func (c hostileCase) do(dirs map[string]*Descriptor) error {
	d := dirs[c.In]
	switch c.Do {
	case "open":
		has := func(name string) bool { return slices.Contains(c.Open, name) }
		flags := Flags{Read: c.Flags == nil || slices.Contains(c.Flags, "read"), Write: slices.Contains(c.Flags, "write")}
		return open(d, c.Path, c.Follow, OpenFlags{has("create"), has("directory"), has("exclusive"), has("truncate")}, flags)
	case "stat":
		_, err := d.StatAt(c.Path, c.Follow)
		return err
	case "hash":
		_, err := d.HashAt(c.Path, c.Follow)
		return err
	case "readlink":
		_, err := d.ReadlinkAt(c.Path)
		return err
	case "mkdir":
		return d.CreateDirectoryAt(c.Path)
	case "rmdir":
		return d.RemoveDirectoryAt(c.Path)
	case "unlink":
		return d.UnlinkFileAt(c.Path)
	case "rename":
		return d.RenameAt(c.Path, dirs[c.ToIn], c.To)
	case "link":
		return d.LinkAt(c.Path, c.Follow, dirs[c.ToIn], c.To)
	case "symlink":
		return d.SymlinkAt(c.Target, c.Path)
	case "times":
		return d.SetTimesAt(c.Path, c.Follow, NewTime{Kind: Timestamp, At: Instant{c.Seconds, c.Nanoseconds}}, NewTime{})
	}
	return fmt.Errorf("there is no function %s", c.Do)
}

// TestHostilePaths tries to leave the tree, or to hang in it, by every function that
// takes a path.
func TestHostilePaths(t *testing.T) {
	d, dir := sandbox(t, false)
	sub, err := d.Open("sub", true, OpenFlags{Directory: true}, Flags{Read: true})
	if err != nil {
		t.Fatal(err)
	}
	defer sub.Close()
	dirs := map[string]*Descriptor{"": d, "sub": sub}
	text, err := os.ReadFile("../../../../testdata/files/hostile.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []hostileCase
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) < 50 {
		t.Fatalf("only %d cases", len(cases))
	}
	for _, c := range cases {
		c.Path = strings.NewReplacer("{dir}", dir, "{long}", strings.Repeat("x", 300)).Replace(c.Path)
		done := make(chan error, 1)
		go func() { done <- c.do(dirs) }()
		select {
		case err := <-done:
			if got := code(err); got != c.Want {
				t.Errorf("%s: %q (%v), want %q", c.Name, got, err, c.Want)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%s: hangs", c.Name)
		}
	}
	if got, err := os.ReadFile(filepath.Join(dir, "secret")); string(got) != "secret" || err != nil {
		t.Errorf("the secret is now %q, %v", got, err)
	}
	list, err := os.ReadDir(filepath.Join(dir, "outside"))
	if len(list) != 0 || err != nil {
		t.Errorf("outside: %v, %v", list, err)
	}
	if list, _ := os.ReadDir(dir); len(list) != 3 {
		t.Errorf("beside the tree: %v", list)
	}
}
