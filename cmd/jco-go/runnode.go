package main

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/transpile"
	"github.com/urfave/cli/v3"
)

// With --engine node, run and serve transpile a component into a folder and start Node on it, with
// the scripts of the folder node beside it.

//go:embed node/*.js
var nodeScripts embed.FS

const (
	shim        = "@bytecodealliance/preview2-shim"
	serveScript = "serve.js"
)

var (
	errNoShim    = errors.New("WASI is needed, and the npm package " + shim + " is not here")
	errNoService = errors.New("this component is no HTTP service: it exports neither wasi:http/handler nor wasi:http/incoming-handler")
	errNoNode    = errors.New("there is no node in $PATH")

	errMissingImports = errors.New("these imports cannot be satisfied")
)

// nodeFlags are the options of run and serve for Node.
func nodeFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "jco-dir", Usage: "in Node: `FOLDER` to transpile to, which stays (default: a temporary one)"},
		&cli.BoolFlag{Name: "jco-trace", Usage: "in Node: write every call to standard error"},
		&cli.StringFlag{Name: "jco-import", Usage: "in Node: `MODULE` to import first"},
		mapFlag("jco-map"),
		importBindingsFlag("jco-import-bindings"),
	}
}

// nodeRequest is what the scripts are told, see node/setup.js.
type nodeRequest struct {
	Name    string `json:"name"`
	Path    string `json:"path"`
	Setup   string `json:"setup,omitempty"`
	Host    string `json:"host,omitempty"`
	Port    int    `json:"port"`
	AnyPort bool   `json:"anyPort,omitempty"`
	Isolate string `json:"isolate,omitempty"`
	Workers int    `json:"workers,omitempty"`
	// Mapped are the modules that the keys of the import object name, see --jco-map.
	Mapped []string    `json:"mapped,omitempty"`
	Grants *nodeGrants `json:"grants"`
	// Service is that of a component of WASI 0.3.
	Service *nodeService `json:"service,omitempty"`
	// Invoke is the call that --invoke asks for.
	Invoke *nodeCall `json:"invoke,omitempty"`
}

// inNode transpiles the component that is the first argument and runs a script
// on it. The other arguments are the program's.
func inNode(ctx context.Context, cmd *cli.Command, script string, request nodeRequest) error {
	args := cmd.Args().Slice()
	if len(args) == 0 {
		return usagef(cmd, "a component is missing")
	}
	in, err := readInputFile(cmd, args[0])
	if err != nil {
		return err
	}
	decoded, err := component.Decode(in.bin, component.DefaultFeatures())
	if err != nil {
		return in.failed(err)
	}
	wasi03 := usesWASI03(decoded.Type)
	serves := script == serveScript
	if err := refuseInNode(cmd, serves && !wasi03); err != nil {
		return err
	}
	request.Name, request.Path = in.name, in.path
	if setup := cmd.String("jco-import"); setup != "" {
		if request.Setup, err = fileURL(setup); err != nil {
			return err
		}
	}
	if err := checkTimeout(cmd); err != nil {
		return err
	}
	if request.Grants, err = readNodeGrants(cmd, in, decoded.Type, wasi03); err != nil {
		return err
	}
	mapping, err := nodeMapping(cmd, request.Grants)
	if err != nil {
		return err
	}
	var called *invocation
	switch {
	case serves && wasi03:
		script, err = request.forService(cmd, in, decoded.Type)
	case serves:
		err = request.forOlderService(cmd)
	case cmd.IsSet("invoke"):
		script = "invoke.js"
		called, err = readInvocation(cmd, in, decoded.Type, cmd.String("invoke"))
	case !exportsRun(decoded.Type):
		err = in.failed(errNoCommand)
	case wasi03:
		script = "command.js"
	}
	if err != nil {
		return err
	}
	mode := transpile.InstantiationNone
	switch {
	case wasi03:
		mode = transpile.InstantiationAsync
	case request.Isolate != "":
		mode = transpile.InstantiationSync
	}
	result, err := transpileForNode(cmd, in, mapping, mode)
	if err != nil {
		return err
	}
	if serves && !wasi03 && !slices.ContainsFunc(result.Exports, isHandler) {
		return in.failed(errNoService)
	}
	// Whoever imports a module first may teach Node further names.
	if missing := missingImports(result.Imports); len(missing) > 0 && request.Setup == "" {
		return in.failed(fmt.Errorf("%w: %s", errMissingImports, strings.Join(missing, ", ")))
	}
	if called != nil {
		if request.Invoke, err = called.inNode(in, result); err != nil {
			return err
		}
	}
	if mode != transpile.InstantiationNone {
		request.Mapped = mappedImports(result.Imports, mapping)
	}
	request.Grants.Shim = slices.DeleteFunc(request.Grants.Shim, func(name string) bool { return !importsShim(result.Imports, name) })
	node, err := findNode()
	if err != nil {
		return err
	}
	dir := cmd.String("jco-dir")
	if dir == "" {
		if dir, err = os.MkdirTemp("", "jco-go-run-"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	if err := writeNodeFolder(dir, in, result, request); err != nil {
		return err
	}
	patience := nodePatience
	if request.Service != nil {
		patience += cmd.Duration("grace")
	}
	if timeout := cmd.Duration("timeout"); timeout > 0 && !serves {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, timeout)
		defer cancel()
	}
	err = runNode(ctx, cmd, node, filepath.Join(dir, script), args[1:], patience)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return &trapError{in.failed(&timeoutError{cmd.Duration("timeout")})}
	case err == nil && called != nil:
		return called.printResult(cmd, in, filepath.Join(dir, resultFile))
	}
	return err
}

// nodePatience is what Node gets to end after it was asked to.
const nodePatience = 5 * time.Second

// exportsRun tells whether a component is a command, of whichever version.
func exportsRun(t *component.ComponentType) bool {
	return slices.ContainsFunc(t.Exports, func(d component.ExternDecl) bool { return strings.HasPrefix(d.Name, "wasi:cli/run@") })
}

// forService adds how a component of WASI 0.3 serves, and gives the script for it.
func (r *nodeRequest) forService(cmd *cli.Command, in *input, t *component.ComponentType) (_ string, err error) {
	if !exports03(t, "wasi:http/handler") {
		return "", in.failed(errNoService)
	}
	if r.Service, err = readNodeService(cmd); err != nil {
		return "", err
	}
	r.Isolate = ""
	return "service.js", nil
}

// forOlderService adds where a component of WASI 0.2 serves.
func (r *nodeRequest) forOlderService(cmd *cli.Command) error {
	addr := cmd.String("addr")
	if addr == "" {
		return nil
	}
	host, port, err := splitAddr(cmd, addr)
	r.Host, r.Port, r.AnyPort = host, port, false
	return err
}

// isHandler reports whether an export is the one that serve.js calls.
func isHandler(e transpile.Export) bool { return e.Name == "incomingHandler" }

// mappedImports are those of the imports that a mapping leads to.
func mappedImports(imports []string, mapping map[string]string) []string {
	return slices.DeleteFunc(slices.Clone(imports), func(specifier string) bool {
		for _, target := range mapping {
			module, _, _ := strings.Cut(target, "#")
			before, after, wild := strings.Cut(module, "*")
			if specifier == module || wild && strings.HasPrefix(specifier, before) && strings.HasSuffix(specifier, after) {
				return false
			}
		}
		return true
	})
}

// nodeMapping reads --jco-map, and leads HTTP requests of WASI 0.2 to a module that denies them if they are not
// allowed. What is relative is so to this folder, not to the temporary one.
func nodeMapping(cmd *cli.Command, grants *nodeGrants) (map[string]string, error) {
	mapping, err := importMap(cmd, "jco-map")
	if err != nil {
		return nil, err
	}
	for name, specifier := range mapping {
		if strings.HasPrefix(specifier, "./") || strings.HasPrefix(specifier, "../") {
			file, member, _ := strings.Cut(specifier, "#")
			absolute, err := fileURL(file)
			if err != nil {
				return nil, err
			}
			if member != "" {
				absolute += "#" + member
			}
			mapping[name] = absolute
		}
	}
	if !grants.OlderNetwork {
		const requests = "wasi:http/outgoing-handler@0.2"
		if mapping == nil {
			mapping = map[string]string{}
		}
		mapped := slices.ContainsFunc(slices.Collect(maps.Keys(mapping)), func(name string) bool {
			before, _, _ := strings.Cut(name, "*")
			return strings.HasPrefix(requests, before) || strings.HasPrefix(name, "wasi:http/outgoing-handler")
		})
		if !mapped {
			mapping[requests] = "./denied.js#outgoingHandler"
		}
	}
	return mapping, nil
}

// missingImports are those of the imports that nobody gives: interfaces that are mapped nowhere, or not WASI's.
func missingImports(imports []string) []string {
	var missing []string
	for _, specifier := range imports {
		namespace, rest, isInterface := strings.Cut(specifier, ":")
		pkg, _, _ := strings.Cut(rest, "/")
		if older, ok := strings.CutPrefix(specifier, shim+"/"); ok {
			namespace, isInterface = "wasi", true
			pkg, _, _ = strings.Cut(older, "#")
		}
		known := namespace == "wasi" && slices.Contains(packagesOfWASI, pkg)
		scheme := slices.Contains([]string{"node", "file", "data", "http", "https"}, namespace)
		if isInterface && !known && !scheme && !strings.ContainsAny(namespace, "./@\\") && len(namespace) > 1 { // no path, as C:/x.js
			missing = append(missing, specifier)
		}
	}
	return missing
}

// packagesOfWASI are those of 0.2 and 0.3.
var packagesOfWASI = []string{"cli", "clocks", "filesystem", "http", "io", "random", "sockets"}

// importsShim tells whether a package of WASI 0.2 is still imported, when what --jco-map leads elsewhere is not.
func importsShim(imports []string, name string) bool {
	return slices.ContainsFunc(imports, func(specifier string) bool {
		return specifier == shim+"/"+name || strings.HasPrefix(specifier, "wasi:"+name+"/") && !isWASI(specifier, "0.3.")
	})
}

func transpileForNode(cmd *cli.Command, in *input, mapping map[string]string, mode transpile.Instantiation) (*transpile.Result, error) {
	opts := transpile.Options{
		Name: "component", NoTypescript: true, Map: mapping, Tracing: cmd.Bool("jco-trace"),
		ImportBindings: transpile.ImportBindings(cmd.String("jco-import-bindings")), Instantiation: mode,
	}
	limit, err := memoryLimit(cmd)
	if err != nil {
		return nil, err
	}
	var tooLarge error
	modules := 0
	if cmd.IsSet("max-memory") {
		opts.Optimize = func(module []byte) ([]byte, error) {
			limited, err := limitMemories(module, limit)
			if err != nil {
				tooLarge = fmt.Errorf("core module %d %w", modules, err)
			}
			modules++
			return limited, err
		}
	}
	result, err := transpile.Transpile(in.bin, opts)
	if tooLarge != nil {
		return nil, in.failed(tooLarge)
	}
	if err != nil {
		return nil, in.failed(err)
	}
	return result, nil
}

// writeNodeFolder writes all that Node needs.
func writeNodeFolder(dir string, in *input, result *transpile.Result, request nodeRequest) error {
	text, err := json.Marshal(request)
	if err != nil {
		return err
	}
	files := result.Files
	if result.Runtime {
		runtime, err := runtimeFiles()
		if err != nil {
			return in.failed(err)
		}
		files = append(files, runtime...)
	}
	files = append(files,
		transpile.File{Name: "run.json", Data: text},
		transpile.File{Name: "package.json", Data: []byte(`{"type":"module"}`)})
	scripts, err := nodeScripts.ReadDir("node")
	if err != nil {
		return err
	}
	for _, s := range scripts {
		data, err := nodeScripts.ReadFile("node/" + s.Name())
		if err != nil {
			return err
		}
		files = append(files, transpile.File{Name: s.Name(), Data: data})
	}
	if err := writeFiles(dir, files); err != nil {
		return err
	}
	found := findPackage(shim, ".", filepath.Dir(in.path))
	if found == "" {
		// serve.js has its server from there.
		needed := len(request.Grants.Shim) > 0 || slices.ContainsFunc(result.Exports, isHandler)
		if needed {
			return in.failed(errNoShim)
		}
		return nil
	}
	if g := request.Grants; len(g.Dirs) > 0 && slices.Contains(g.Shim, "filesystem") {
		if err := checkShimSandbox(found); err != nil {
			return in.failed(err)
		}
	}
	link := filepath.Join(dir, "node_modules", filepath.FromSlash(shim))
	if err := os.MkdirAll(filepath.Dir(link), 0o777); err != nil {
		return err
	}
	if err := os.Symlink(found, link); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return nil
}

// findPackage finds an npm package in the node_modules of folders or of those
// above them, "" if there is none.
func findPackage(name string, folders ...string) string {
	for _, dir := range folders {
		dir, err := filepath.Abs(dir)
		for err == nil {
			candidate := filepath.Join(dir, "node_modules", filepath.FromSlash(name))
			if _, err := os.Stat(filepath.Join(candidate, "package.json")); err == nil {
				return candidate
			}
			if filepath.Dir(dir) == dir {
				break
			}
			dir = filepath.Dir(dir)
		}
	}
	return ""
}

// fileURL is the URL of a file, or of files with a * in it.
func fileURL(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") { // C:/…
		path = "/" + path
	}
	return strings.ReplaceAll((&url.URL{Scheme: "file", Path: path}).String(), "%2A", "*"), nil
}

func findNode() (string, error) {
	if node := os.Getenv("JCO_RUN_PATH"); node != "" {
		return node, nil
	}
	node, err := findProgram("node")
	if err != nil {
		return "", errNoNode
	}
	return node, nil
}

// runNode runs a script to its end. Signals that end jco-go reach it as well, so
// that it can clean up, and so that the temporary folder is removed.
func runNode(ctx context.Context, cmd *cli.Command, node, script string, args []string, patience time.Duration) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	now, hurry := context.WithCancel(context.WithoutCancel(ctx))
	defer hurry()
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, endSignals...)
	defer signal.Stop(signals)
	ended := syscall.SIGINT
	go func() {
		select {
		case s := <-signals:
			ended, _ = s.(syscall.Signal)
			cancel()
		case <-ctx.Done():
		}
		<-signals // a second one: nothing is waited for
		hurry()
	}()
	arguments := slices.Concat(strings.Fields(os.Getenv("JCO_RUN_ARGS")), []string{script}, args)
	code, err := runProgram(ctx, now, node, arguments, cmd.Root().Reader, cmd.Root().Writer, cmd.Root().ErrWriter, patience)
	switch {
	case errors.Is(err, context.Canceled) && cmd.Name == "serve":
		return nil // that is how one ends
	case errors.Is(err, context.Canceled):
		return &programExit{128 + int(ended)}
	case err != nil:
		return err
	case code < 0: // by a signal
		return &programExit{1}
	case code > 0:
		return &programExit{code}
	}
	return nil
}

func isolateFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{
			Name: "isolate-requests", Usage: "in Node: give each request a fresh `KIND`: worker (also if left out) or instance",
			Validator: either("isolate-requests", "worker", "instance"),
		},
		&cli.IntFlag{Name: "isolate-worker-pool-size", Value: 50, Usage: "in Node: keep `N` workers ready"},
	}
}

func serveInNode(ctx context.Context, cmd *cli.Command) error {
	workers := cmd.Int("isolate-worker-pool-size")
	if workers < 1 {
		return usagef(cmd, "--isolate-worker-pool-size %d is not at least 1", workers)
	}
	return inNode(ctx, cmd, serveScript, nodeRequest{
		Host: cmd.String("host"), Port: cmd.Int("port"), AnyPort: !cmd.IsSet("port"),
		Isolate: cmd.String("isolate-requests"), Workers: workers,
	})
}
