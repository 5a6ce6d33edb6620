package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/urfave/cli/v3"
)

// What a component of WASI 0.3 gets in Node: its hosts are those of web/wasi, which take what
// the native ones do.

// hostsFolder is the folder of the npm package with the hosts of WASI 0.3, beside that of the runtime.
const hostsFolder = "wasi"

// notOlderServe are the options of the native engine that Node has for services of WASI 0.3 alone.
var notOlderServe = []string{
	"timeout", "concurrency", "max-instance-reuse-count", "max-instance-concurrent-reuse-count", "max-body", "max-headers", "grace",
}

// nodeGrants is what the scripts are told of what a component gets, see node/grants.js.
type nodeGrants struct {
	// Hosts is the URL of the folder with the hosts of WASI 0.3, if they are needed.
	Hosts string `json:"hosts,omitempty"`
	// Args0 is the name of the program. The other arguments are those of the script.
	Args0 string `json:"args0"`
	// Env has KEY=VALUE, or KEY for the value that the script finds.
	Env        []string  `json:"env,omitempty"`
	InheritEnv bool      `json:"inheritEnv,omitempty"`
	Dirs       []nodeDir `json:"dirs,omitempty"`
	Connect    []string  `json:"connect,omitempty"`
	Listen     []string  `json:"listen,omitempty"`
	// Shim are the packages of WASI 0.2 that are imported, "cli", which are preview2-shim's. It can allow all of
	// the network, or nothing.
	Shim         []string `json:"shim,omitempty"`
	OlderNetwork bool     `json:"olderNetwork,omitempty"`
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
	// Reuse and Concurrent are how many requests an instance serves, and how many at the same time.
	Reuse      int    `json:"reuse,omitempty"`
	Concurrent int    `json:"concurrent,omitempty"`
	Timeout    int64  `json:"timeout,omitempty"`
	MaxBody    uint64 `json:"maxBody,omitempty"`
	MaxHeaders uint64 `json:"maxHeaders"`
	Grace      int64  `json:"grace"`
	Quiet      bool   `json:"quiet,omitempty"`
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

// refuseInNode is the error for the first of the options that Node has no use for: a service's of WASI 0.2.
func refuseInNode(cmd *cli.Command, olderService bool) error {
	given := cmd.LocalFlagNames()
	for _, name := range notOlderServe {
		if olderService && slices.Contains(given, name) {
			return usagef(cmd, "--%s is for --engine native, or services of WASI 0.3: in Node, the server of one for WASI 0.2 is that of %s", name, shim)
		}
	}
	return nil
}

// readNodeGrants reads grantFlags for Node.
func readNodeGrants(cmd *cli.Command, in *input, t *component.ComponentType, wasi03 bool) (*nodeGrants, error) {
	g := &nodeGrants{
		Args0: filepath.Base(in.path), Env: cmd.StringSlice("env"), InheritEnv: cmd.Bool("inherit-env"),
		Connect: cmd.StringSlice("allow-net"), Listen: cmd.StringSlice("allow-listen"), Shim: olderPackages(t),
	}
	if cmd.IsSet("argv0") {
		g.Args0 = cmd.String("argv0")
	}
	for _, text := range cmd.StringSlice("dir") {
		d, err := parseNodeDir(text)
		if err != nil {
			return nil, usagef(cmd, "%v", err)
		}
		if d.ReadOnly && !wasi03 {
			return nil, usagef(cmd, "--dir %s: nothing is read only for %s, which gives WASI 0.2 in Node; --engine native has that", text, shim)
		}
		g.Dirs = append(g.Dirs, d)
	}
	for _, text := range g.Env {
		if key, _, ok := strings.Cut(text, "="); !isText(text) || ok && key == "" {
			return nil, usagef(cmd, "the environment variable %q cannot be given to a guest: want KEY=VALUE in UTF-8 without NUL", text)
		}
	}
	for _, arg := range append([]string{g.Args0}, cmd.Args().Tail()...) {
		if !isText(arg) {
			return nil, usagef(cmd, "the argument %q cannot be given to a guest: it has a NUL or is not UTF-8", arg)
		}
	}
	if wasi03 {
		var err error
		g.Hosts, err = findHosts()
		return g, err
	}
	return g, g.allowOlderNetwork(cmd)
}

// checkShimSandbox refuses releases of preview2-shim that let a guest out of its directories by a link that it makes
// itself: those before 0.24.
func checkShimSandbox(folder string) error {
	text, err := os.ReadFile(filepath.Join(folder, "package.json"))
	if err != nil {
		return err
	}
	var p struct{ Version string }
	if err := json.Unmarshal(text, &p); err != nil {
		return fmt.Errorf("%s: %w", filepath.Join(folder, "package.json"), err)
	}
	var major, minor int
	if n, _ := fmt.Sscanf(p.Version, "%d.%d", &major, &minor); n < 2 || major == 0 && minor < 24 {
		return fmt.Errorf("%s %s follows links out of the directories of --dir; releases from 0.24 on do not: npm install %s@latest", shim, p.Version, shim)
	}
	return nil
}

// isText tells whether a guest can be given s as a string.
func isText(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

// olderPackages are the packages of WASI 0.2 that a component imports, by their names: "cli".
func olderPackages(t *component.ComponentType) []string {
	var names []string
	for _, d := range t.Imports {
		if isWASI(d.Name, "0.2.") {
			name, _, _ := strings.Cut(strings.TrimPrefix(d.Name, "wasi:"), "/")
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// allowOlderNetwork reads the rules of the network for WASI 0.2, which preview2-shim does not know: all or nothing.
func (g *nodeGrants) allowOlderNetwork(cmd *cli.Command) error {
	if len(g.Connect)+len(g.Listen) == 0 {
		return nil
	}
	sockets := slices.Contains(g.Shim, "sockets")
	for _, o := range []struct {
		flag   string
		rules  []string
		needed bool
	}{{"allow-net", g.Connect, true}, {"allow-listen", g.Listen, sockets}} {
		i := slices.IndexFunc(o.rules, func(rule string) bool { return rule != "*" })
		switch {
		case i >= 0:
			return usagef(cmd, "--%s %s: %s, which gives WASI 0.2 in Node, has no rules for the network: it is '*' or nothing; --engine native has them", o.flag, o.rules[i], shim)
		case o.needed && len(o.rules) == 0:
			return usagef(cmd, "--%s '*' is missing: %s, which gives WASI 0.2 in Node, allows all of the network or nothing; --engine native has rules", o.flag, shim)
		}
	}
	g.OlderNetwork = true
	return nil
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
	s.Concurrent = cmd.Int("max-instance-concurrent-reuse-count")
	if cmd.String("isolate-requests") == "instance" {
		s.Reuse = 1
	}
	for _, name := range []string{"concurrency", "max-instance-reuse-count", "max-instance-concurrent-reuse-count"} {
		if cmd.IsSet(name) && cmd.Int(name) < 1 {
			return nil, usagef(cmd, "--%s: want at least 1", name)
		}
	}
	if cmd.String("isolate-requests") == "worker" {
		return nil, usagef(cmd, "--isolate-requests=worker is for components of WASI 0.2")
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
func (s *nodeService) setAddr(cmd *cli.Command, addr string) (err error) {
	s.AnyPort = false
	s.Host, s.Port, err = splitAddr(cmd, addr)
	return err
}

// splitAddr reads the HOST:PORT of --addr, which stands for --host and --port.
func splitAddr(cmd *cli.Command, addr string) (host string, port int, err error) {
	if cmd.IsSet("port") || cmd.IsSet("host") {
		return "", 0, usagef(cmd, "--addr stands for --host and --port: give one or the other")
	}
	i := strings.LastIndexByte(addr, ':')
	n, err := strconv.ParseUint(addr[i+1:], 10, 16)
	if i < 0 || err != nil {
		return "", 0, usagef(cmd, "--addr %q is not of the form HOST:PORT", addr)
	}
	return strings.Trim(addr[:i], "[]"), int(n), nil
}
