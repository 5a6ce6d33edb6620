package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/urfave/cli/v3"
)

// What a component of WASI 0.3 gets in Node: its hosts are those of web/wasi, which take what
// the native ones do.

// hostsFolder is the folder of the npm package with the hosts of WASI 0.3, beside that of the runtime.
const hostsFolder = "wasi"

// nodeOnly03 and nodeNever are the options of the native engine that Node has for components of WASI 0.3
// alone, and those that it never has.
var (
	nodeOnly03 = []string{
		"dir", "env", "inherit-env", "allow-net", "allow-listen", "timeout", "argv0",
		"addr", "concurrency", "max-instance-reuse-count", "max-body", "max-headers", "grace", "quiet",
	}
	nodeNever = []string{"max-memory", "no-cache", "invoke", "max-instance-concurrent-reuse-count"}
)

// nodeGrants is what the scripts are told of a component of WASI 0.3, see node/grants.js.
type nodeGrants struct {
	// Hosts is the URL of the hosts' folder.
	Hosts string `json:"hosts"`
	// Args0 is the name of the program. The other arguments are those of the script.
	Args0 string `json:"args0"`
	// Env has KEY=VALUE, or KEY for the value that the script finds.
	Env        []string  `json:"env,omitempty"`
	InheritEnv bool      `json:"inheritEnv,omitempty"`
	Dirs       []nodeDir `json:"dirs,omitempty"`
	Connect    []string  `json:"connect,omitempty"`
	Listen     []string  `json:"listen,omitempty"`
	// Shim tells that WASI 0.2 is imported as well, which is preview2-shim's.
	Shim bool `json:"shim,omitempty"`
}

type nodeDir struct {
	Host     string `json:"host"`
	Guest    string `json:"guest"`
	ReadOnly bool   `json:"readOnly,omitempty"`
}

// nodeService is how a component of WASI 0.3 serves. Sizes are bytes, times milliseconds; 0 is no limit.
type nodeService struct {
	Host        string `json:"host"`
	Port        int    `json:"port"`
	AnyPort     bool   `json:"anyPort,omitempty"`
	Concurrency int    `json:"concurrency"`
	Reuse       int    `json:"reuse,omitempty"`
	Timeout     int64  `json:"timeout,omitempty"`
	MaxBody     uint64 `json:"maxBody,omitempty"`
	MaxHeaders  uint64 `json:"maxHeaders"`
	Grace       int64  `json:"grace"`
	Quiet       bool   `json:"quiet,omitempty"`
}

// usesWASI03 tells whether a component imports or exports an interface of WASI 0.3.
func usesWASI03(t *component.ComponentType) bool {
	return slices.ContainsFunc(slices.Concat(t.Imports, t.Exports), func(d component.ExternDecl) bool { return isWASI(d.Name, "0.3.") })
}

func isWASI(name, version string) bool {
	_, v, found := strings.Cut(name, "@")
	return found && strings.HasPrefix(name, "wasi:") && strings.HasPrefix(v, version)
}

// exports03 tells whether a component exports an interface of WASI 0.3, as wasi:http/handler.
func exports03(t *component.ComponentType, name string) bool {
	return slices.ContainsFunc(t.Exports, func(d component.ExternDecl) bool {
		return isWASI(d.Name, "0.3.") && strings.HasPrefix(d.Name, name+"@")
	})
}

// refuseInNode is the error for the first of the options that the component, or Node, has no use for.
func refuseInNode(cmd *cli.Command, wasi03 bool) error {
	given := cmd.LocalFlagNames()
	for _, name := range nodeNever {
		if slices.Contains(given, name) {
			return usagef(cmd, "--%s is for --engine native", name)
		}
	}
	for _, name := range nodeOnly03 {
		if !wasi03 && slices.Contains(given, name) {
			return usagef(cmd, "--%s is for --engine native, or components of WASI 0.3: what this one gets in Node is the matter of %s", name, shim)
		}
	}
	return nil
}

// readNodeGrants reads grantFlags for Node.
func readNodeGrants(cmd *cli.Command, in *input, t *component.ComponentType) (*nodeGrants, error) {
	g := &nodeGrants{
		Args0: filepath.Base(in.path), Env: cmd.StringSlice("env"), InheritEnv: cmd.Bool("inherit-env"),
		Connect: cmd.StringSlice("allow-net"), Listen: cmd.StringSlice("allow-listen"),
		Shim: slices.ContainsFunc(t.Imports, func(d component.ExternDecl) bool { return isWASI(d.Name, "0.2.") }),
	}
	if cmd.IsSet("argv0") {
		g.Args0 = cmd.String("argv0")
	}
	for _, text := range cmd.StringSlice("dir") {
		d, err := parseNodeDir(text)
		if err != nil {
			return nil, usagef(cmd, "%v", err)
		}
		g.Dirs = append(g.Dirs, d)
	}
	var err error
	g.Hosts, err = findHosts()
	return g, err
}

// parseNodeDir reads HOST[::GUEST[::ro]], and looks whether there is such a directory.
func parseNodeDir(text string) (nodeDir, error) {
	host, guest, readOnly, err := splitDir(text)
	if err != nil {
		return nodeDir{}, err
	}
	if guest == "" {
		guest = host
	}
	if info, err := os.Stat(host); err != nil || !info.IsDir() {
		if err == nil {
			err = errors.New("it is no directory")
		}
		return nodeDir{}, fmt.Errorf("the directory %q cannot be given: %w", host, err)
	}
	return nodeDir{Host: host, Guest: guest, ReadOnly: readOnly}, nil
}

// findHosts is the URL of the folder with the hosts.
func findHosts() (string, error) {
	folders := runtimeFolders()
	for i, dir := range folders {
		folders[i] = filepath.Join(dir, "..", hostsFolder)
		if _, err := os.Stat(filepath.Join(folders[i], "node", "index.js")); err == nil {
			return fileURL(folders[i])
		}
	}
	return "", fmt.Errorf("the component needs the hosts of WASI 0.3, which are in none of %q: "+
		"they are in the folder web/wasi of the npm package, beside that of the runtime, which $JCO_GO_RUNTIME names", folders)
}

// readNodeService reads serveFlags for Node.
func readNodeService(cmd *cli.Command) (*nodeService, error) {
	s := &nodeService{
		Host: cmd.String("host"), Port: cmd.Int("port"), AnyPort: !cmd.IsSet("port"),
		Concurrency: cmd.Int("concurrency"), Timeout: cmd.Duration("timeout").Milliseconds(),
		Grace: cmd.Duration("grace").Milliseconds(), Quiet: cmd.Bool("quiet"),
	}
	if cmd.IsSet("max-instance-reuse-count") {
		s.Reuse = cmd.Int("max-instance-reuse-count")
	}
	if cmd.String("isolate-requests") == "instance" {
		s.Reuse = 1
	}
	if s.Concurrency < 1 || cmd.Int("max-instance-reuse-count") < 1 {
		return nil, usagef(cmd, "--concurrency and --max-instance-reuse-count want at least 1")
	}
	if cmd.String("isolate-requests") == "worker" {
		return nil, usagef(cmd, "--isolate-requests=worker is for components of WASI 0.2")
	}
	if err := checkTimeout(cmd); err != nil {
		return nil, err
	}
	for _, size := range []struct {
		flag string
		to   *uint64
	}{{"max-body", &s.MaxBody}, {"max-headers", &s.MaxHeaders}} {
		text := cmd.String(size.flag)
		if text == "" {
			continue
		}
		var err error
		if *size.to, err = parseSize(text); err != nil {
			return nil, usagef(cmd, "--%s: %v", size.flag, err)
		}
	}
	if addr := cmd.String("addr"); addr != "" {
		if cmd.IsSet("port") || cmd.IsSet("host") {
			return nil, usagef(cmd, "--addr stands for --host and --port: give one or the other")
		}
		return s, s.setAddr(cmd, addr)
	}
	return s, nil
}

func checkTimeout(cmd *cli.Command) error {
	if timeout := cmd.Duration("timeout"); timeout < 0 || cmd.IsSet("timeout") && timeout < time.Millisecond {
		return usagef(cmd, "--timeout %v is no time to run", timeout)
	}
	return nil
}

// setAddr reads HOST:PORT.
func (s *nodeService) setAddr(cmd *cli.Command, addr string) error {
	i := strings.LastIndexByte(addr, ':')
	port, err := strconv.ParseUint(addr[i+1:], 10, 16)
	if i < 0 || err != nil {
		return usagef(cmd, "--addr %q is not of the form HOST:PORT", addr)
	}
	s.Host, s.Port, s.AnyPort = strings.Trim(addr[:i], "[]"), int(port), false
	return nil
}
