//go:build !js

package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/jco-go/jco-go/polyfill/wasi"
	"github.com/urfave/cli/v3"
)

// grants reads grantFlags: what a program gets.
func grants(cmd *cli.Command) (c wasi.Config, err error) {
	root := cmd.Root()
	c = wasi.Config{
		Stdin: root.Reader, Stdout: root.Writer, Stderr: root.ErrWriter,
		Network: wasi.Network{Connect: cmd.StringSlice("allow-net"), Listen: cmd.StringSlice("allow-listen")},
	}
	for _, text := range cmd.StringSlice("dir") {
		d, err := parseDir(text)
		if err != nil {
			return c, usagef(cmd, "%v", err)
		}
		c.Dirs = append(c.Dirs, d)
	}
	env := cmd.StringSlice("env")
	if cmd.Bool("inherit-env") {
		env = append(os.Environ(), env...)
	}
	at := map[string]int{}
	for _, text := range env {
		key, value, ok := strings.Cut(text, "=")
		if !ok {
			if value, ok = os.LookupEnv(key); !ok {
				continue // as wasmtime does: what is not here, the program does not get
			}
		}
		if i, twice := at[key]; twice {
			c.Env[i].Value = value
			continue
		}
		at[key] = len(c.Env)
		c.Env = append(c.Env, wasi.EnvVar{Key: key, Value: value})
	}
	return c, nil
}

// parseDir reads HOST[::GUEST[::ro]].
func parseDir(text string) (wasi.Dir, error) {
	parts := strings.Split(text, "::")
	d := wasi.Dir{Host: parts[0]}
	if len(parts) > 1 {
		d.Guest = parts[1]
	}
	if len(parts) == 3 && parts[2] == "ro" {
		d.ReadOnly = true
		parts = parts[:2]
	}
	if len(parts) > 2 || d.Host == "" || len(parts) == 2 && d.Guest == "" {
		return d, fmt.Errorf("--dir %q is not of the form HOST[::GUEST[::ro]]", text)
	}
	return d, nil
}

// parseSize reads a size in bytes: 1000, 64KiB, 1MiB, 2GiB, also k, M and G for these.
func parseSize(text string) (uint64, error) {
	digits := strings.TrimRight(text, "KMGTkmgiBb")
	n, err := strconv.ParseUint(digits, 10, 64)
	shift, ok := sizes[strings.ToLower(text[len(digits):])]
	if err != nil || !ok || n == 0 || n > 1<<(63-shift) {
		return 0, fmt.Errorf("%q is no size: want a number of bytes, or as 64KiB, 10MiB, 2GiB", text)
	}
	return n << shift, nil
}

var sizes = map[string]uint{
	"": 0, "b": 0, "k": 10, "kb": 10, "kib": 10, "m": 20, "mb": 20, "mib": 20, "g": 30, "gb": 30, "gib": 30,
}
