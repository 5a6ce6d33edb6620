package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/jco-go/jco-go/internal/wittext"
	"github.com/jco-go/jco-go/transpile"
	"github.com/urfave/cli/v3"
)

// The commands types and guest-types take WIT text, a file or a folder, as well
// as a component.

// defaultWIT is the folder that is read if none is given, as in jco.
const defaultWIT = "wit"

// witFlags select a world and features of WIT text.
func witFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "world-name", Aliases: []string{"n"}, Usage: "`WORLD` of the WIT text, if it has several: name or ns:pkg/name@version"},
		&cli.StringSliceFlag{Name: "feature", Usage: "keep what is @unstable(feature = `NAME`) in the WIT text; may be repeated"},
		&cli.BoolFlag{Name: "all-features", Usage: "keep all that is @unstable in the WIT text"},
	}
}

// witPath gives the argument of a command that takes WIT text or a component.
func witPath(cmd *cli.Command) (string, error) {
	if cmd.Args().Len() > 0 {
		return cmd.Args().First(), nil
	}
	if info, err := os.Stat(defaultWIT); err != nil || !info.IsDir() {
		return "", usagef(cmd, "a WIT file, a folder of them or a component is missing, and there is no folder %s here", defaultWIT)
	}
	note(cmd, "no WIT given, taking the folder %s", defaultWIT)
	return defaultWIT, nil
}

// isWIT reports whether a path leads to WIT text.
func isWIT(path string) bool {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return true
	}
	return strings.HasSuffix(path, ".wit")
}

// readWorld reads the world that the options of a command select.
func readWorld(cmd *cli.Command, path string) (*wittext.World, error) {
	if len(cmd.Args().Slice()) > 1 {
		return nil, usagef(cmd, "one WIT file or folder is wanted, but there is also %q", cmd.Args().Get(1))
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		if files, _ := filepath.Glob(filepath.Join(path, "*.wit")); len(files) == 0 {
			return nil, &inputError{path, errors.New("this is a folder without WIT files")}
		}
	}
	w, err := wittext.Load(path, wittext.Options{
		World: cmd.String("world-name"), AllFeatures: cmd.Bool("all-features"), Features: cmd.StringSlice("feature"),
	})
	var missing *wittext.WorldError
	switch {
	case errors.As(err, &missing) && missing.Wanted == "" && len(missing.Worlds) > 0:
		return nil, usagef(cmd, "%s: %v (option --world-name)", path, err)
	case err != nil:
		return nil, &inputError{path, err}
	}
	return w, nil
}

// worldFileName is the base name of the files for a world, as in jco.
func worldFileName(cmd *cli.Command, path string) string {
	if name := cmd.String("name"); name != "" {
		return name
	}
	if world := cmd.String("world-name"); world != "" {
		name, _, _ := strings.Cut(world, "@")
		return name[strings.LastIndexAny(name, ":/")+1:]
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		abs = path
	}
	return strings.TrimSuffix(filepath.Base(abs), filepath.Ext(abs))
}

// typesOf writes the declarations for the argument of a command.
func typesOf(cmd *cli.Command, opts transpile.Options) (*transpile.Result, error) {
	path, err := witPath(cmd)
	if err != nil {
		return nil, err
	}
	if isWIT(path) {
		w, err := readWorld(cmd, path)
		if err != nil {
			return nil, err
		}
		opts.Name = worldFileName(cmd, path)
		return transpile.WorldTypes(w.Name, w.Type, w.Docs, opts)
	}
	for _, name := range []string{"world-name", "feature", "all-features"} {
		if cmd.IsSet(name) {
			return nil, usagef(cmd, "option --%s is about WIT text; a component has one world and no feature gates", name)
		}
	}
	in, err := readInput(cmd)
	if err != nil {
		return nil, err
	}
	opts.Name = baseName(cmd, in)
	result, err := transpile.Types(in.bin, opts)
	if err != nil {
		return nil, in.failed(err)
	}
	return result, nil
}

// note tells what was decided for the user.
func note(cmd *cli.Command, format string, args ...any) {
	if !cmd.Bool("quiet") {
		fmt.Fprintf(cmd.Root().ErrWriter, "jco-go: "+format+"\n", args...)
	}
}
