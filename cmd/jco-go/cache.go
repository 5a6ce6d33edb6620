//go:build !js

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/urfave/cli/v3"
)

const aboutCache = `run and serve keep compiled code in a folder of the user's cache, or in $JCO_GO_CACHE if that is set, so that a
component is compiled once. The code is found by the bytes that it was made from.

Examples:
   jco-go cache dir      print the folder
   jco-go cache clean    remove all that is in it`

// cacheVariable names the folder of the cache, in place of that of the user.
const cacheVariable = "JCO_GO_CACHE"

func cacheCommand() *cli.Command {
	return &cli.Command{
		Name:            "cache",
		Usage:           "show or empty the cache of compiled code",
		ArgsUsage:       "dir|clean",
		Description:     aboutCache,
		HideHelpCommand: true,
		OnUsageError:    usageFromLibrary,
		Action: func(_ context.Context, cmd *cli.Command) error {
			dir, err := cacheDir()
			if err != nil {
				return err
			}
			switch what := cmd.Args().First(); {
			case cmd.Args().Len() > 1 || what != "dir" && what != "clean":
				return usagef(cmd, "want dir or clean, got %q", cmd.Args().Slice())
			case what == "dir":
				_, err = fmt.Fprintln(cmd.Root().Writer, dir)
				return err
			}
			return cleanCache(cmd, dir)
		},
	}
}

func cleanCache(cmd *cli.Command, dir string) error {
	files, size := 0, int64(0)
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if info, err := d.Info(); err == nil && info.Mode().IsRegular() {
			files++
			size += info.Size()
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if err == nil {
		err = os.RemoveAll(dir)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.Root().Writer, "%d files, %s, removed from %s\n", files, sizeText(int(size)), dir)
	return err
}

// cacheDir is the folder of compiled code. Nothing else is in it.
func cacheDir() (string, error) {
	base := os.Getenv(cacheVariable)
	if base == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return "", fmt.Errorf("there is no folder for the cache of compiled code: %w; set %s to one", err, cacheVariable)
		}
		base = filepath.Join(user, "jco-go")
	}
	return filepath.Join(base, "compiled"), nil
}

// emptyCache removes all that is in the cache.
func emptyCache() error {
	dir, err := cacheDir()
	if err == nil {
		err = os.RemoveAll(dir)
	}
	return err
}

// openCache opens the cache, nil if there can be none: then everything is compiled again.
func openCache() *polyfill.CompilationCache {
	dir, err := cacheDir()
	if err != nil {
		return nil
	}
	cache, err := polyfill.NewCompilationCache(dir)
	if err != nil {
		return nil
	}
	return cache
}
