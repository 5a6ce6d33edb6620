package main

import (
	"slices"
	"strings"
)

// jco's command line has two kinds of options that the library here does not
// know: those whose value may be left out (`-I`, `-I sync`), and those with
// several values behind one another (`--map a=b c=d`). joinValues writes both in
// the form `--option=value`, which it knows, and so it does with the arguments of
// wasm-opt behind `--`.

// optionalValues are the options whose value may be left out: what stands for
// it then, and what it can be.
var optionalValues = map[string]struct {
	preset  string
	choices []string
}{
	"--instantiation":       {"async", []string{"async", "sync"}},
	"-I":                    {"async", []string{"async", "sync"}},
	"--isolate-requests":    {"worker", []string{"worker", "instance"}},
	"--jco-import-bindings": {"js", []string{"js", "optimized", "hybrid", "direct-optimized"}},
	"--import-bindings":     {"js", []string{"js", "optimized", "hybrid", "direct-optimized"}},
	"--async-mode":          {"sync", []string{"sync", "jspi"}},
}

// variadic are the options that take several values behind one another. All but
// the first have a = in them: an argument that has none is not theirs.
var variadic = map[string]bool{"--map": true, "-M": true, "--jco-map": true, "--metadata": true}

// runValues are the options of run that take one value: what follows them is not the
// component.
var runValues = map[string]bool{
	"--jco-dir": true, "--jco-import": true, "--engine": true, "--dir": true, "--env": true, "--argv0": true, "--invoke": true,
	"--allow-net": true, "--allow-listen": true, "--max-memory": true, "--timeout": true,
}

func joinValues(args []string) []string {
	out := make([]string, 0, len(args))
	optimize := false
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			if !optimize || len(args) < 2 || args[1] != "transpile" {
				return append(out, args[i:]...)
			}
			for _, a := range args[i+1:] {
				out = append(out, "--"+optimizeArg+"="+a)
			}
			return out
		}
		optimize = optimize || arg == "--optimize" || isShort(arg, 'O')
		if i > 1 && args[1] == "run" {
			if !strings.HasPrefix(arg, "-") {
				return append(out, args[i:]...) // the component and its own arguments
			}
			if runValues[arg] && i+1 < len(args) {
				i++
				out = append(out, arg, args[i])
				continue
			}
		}
		if o, ok := optionalValues[arg]; ok {
			value := o.preset
			if i+1 < len(args) && slices.Contains(o.choices, args[i+1]) {
				i++
				value = args[i]
			}
			out = append(out, arg+"="+value)
			continue
		}
		out = append(out, arg)
		if variadic[arg] || arg == "-m" && args[1] == "metadata-add" {
			for n := 0; i+1 < len(args) && !strings.HasPrefix(args[i+1], "-") && (n == 0 || strings.Contains(args[i+1], "=")); n++ {
				i++
				if n > 0 {
					out = append(out, arg)
				}
				out = append(out, args[i])
			}
		}
	}
	return out
}

// isShort reports whether arg is a group of short options with the given one in it.
func isShort(arg string, option byte) bool {
	return len(arg) > 1 && arg[0] == '-' && arg[1] != '-' && strings.IndexByte(arg, option) > 0
}
