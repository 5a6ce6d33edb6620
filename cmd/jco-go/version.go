package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/urfave/cli/v3"

	"github.com/jco-go/jco-go/internal/component"
)

// version is that of package.json.
const version = "0.1.0"

// versionText gives the version and, where the binary knows it, the commit.
func versionText() string {
	text := version
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return text
	}
	revision, modified := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			modified = ", modified"
		}
	}
	if len(revision) >= 12 {
		text += " (" + revision[:12] + modified + ")"
	}
	return text
}

func versionCommand() *cli.Command {
	return &cli.Command{
		Name:  "version",
		Usage: "print the version",
		Description: `Prints the version of jco-go, the Go release and the platform that it was built for, and the
gated component-model features that are on unless --features says otherwise.

Example:
   jco-go version`,
		HideHelpCommand: true,
		OnUsageError:    usageFromLibrary,
		Action: func(_ context.Context, cmd *cli.Command) error {
			if cmd.Args().Present() {
				return usagef(cmd, "version takes no arguments")
			}
			_, err := fmt.Fprintf(cmd.Root().Writer, "jco-go %s %s %s/%s\nfeatures: %s\n",
				versionText(), runtime.Version(), runtime.GOOS, runtime.GOARCH, component.DefaultFeatures())
			return err
		},
	}
}
