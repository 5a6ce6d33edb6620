//go:build !js

package main

import (
	"os"
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
func parseDir(text string) (d wasi.Dir, err error) {
	d.Host, d.Guest, d.ReadOnly, err = splitDir(text)
	return d, err
}
