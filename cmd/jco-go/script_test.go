//go:build !js

package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// otherProgram names a script for Node to test in place of this program: the
// command line of the npm package, which web/npm/cli.test.mjs tests so.
const otherProgram = "JCO_GO_TEST_SCRIPT"

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"jco-go": func() {
		if script := os.Getenv(otherProgram); script != "" {
			execNode(append([]string{script}, os.Args[1:]...))
		}
		main()
	}})
}

// execNode makes this process one of Node.
func execNode(args []string) {
	node, err := exec.LookPath("node")
	if err == nil {
		err = syscall.Exec(node, append([]string{node}, args...), os.Environ())
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(127)
}

// TestScript runs testdata/script. $REPO is the repository; its components are
// the input.
func TestScript(t *testing.T) {
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("REPO", repo)
			env.Setenv(otherProgram, os.Getenv(otherProgram))
			for i := range 3 {
				port, err := freePort()
				if err != nil {
					return err
				}
				env.Setenv(fmt.Sprintf("PORT%d", i+1), port)
			}
			return nil
		},
		Condition: func(cond string) (bool, error) {
			if cond != "npm" {
				return false, fmt.Errorf("there is no condition %q", cond)
			}
			return os.Getenv(otherProgram) != "", nil
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
	})
}

// freePort is a port that nothing listens on.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}
