package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v3"
)

// jco's command line has kinds of options that the library here does not know:
// those whose value may be left out (`-I`, `-I sync`), those with several values
// behind one another (`--map a=b c=d`), short ones with the value in the same
// argument (`-oout`), and for run those behind the component. joinValues writes
// all of them in a form that it knows, and so it does with the arguments of
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

// variadic are the options that take several values behind one another, and what
// all but the first look like: another argument is not theirs.
var variadic = map[string]func(value string) bool{
	"--map": isEntry, "-M": isEntry, "--jco-map": isEntry, "--metadata": isEntry,
	"--async-imports": isFunctionName, "--async-exports": isFunctionName,
}

// isEntry: there is a = in it.
func isEntry(value string) bool { return strings.Contains(value, "=") }

// isFunctionName: a function of an interface, a pattern, or one of the world's own,
// which has no dot in its name, as files have.
func isFunctionName(value string) bool {
	return strings.ContainsAny(value, "#*") || value != "" && !strings.ContainsAny(value, `./\:`)
}

// shortValues are, for each command, the short options that have a value.
var shortValues = map[string]string{
	"transpile": "oMIb", "types": "onI", "guest-types": "on", "wit": "od", "metadata-add": "mo",
}

// runTakesValue tells the options of run that have a value: what follows one is not the component.
func runTakesValue(option string) bool {
	return slices.ContainsFunc(runCommand().Flags, func(f cli.Flag) bool {
		_, none := f.(*cli.BoolFlag)
		return !none && "--"+f.Names()[0] == option
	})
}

func joinValues(args []string) []string {
	if len(args) < 3 {
		return joinEach(args, "")
	}
	command := args[1]
	if command == "run" {
		own, component := ownOptions(args[2:])
		return append(append(args[:2:2], joinEach(own, command)...), component...)
	}
	return joinEach(args, command)
}

// joinEach joins what belongs together, up to a `--`.
func joinEach(args []string, command string) []string {
	out := make([]string, 0, len(args))
	optimize := false
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			if !optimize || command != "transpile" {
				return append(out, args[i:]...)
			}
			for _, a := range args[i+1:] {
				out = append(out, "--"+optimizeArg+"="+a)
			}
			return out
		}
		flags, option, value := splitShort(arg, shortValues[command])
		optimize = optimize || arg == "--optimize" || isShort(arg, 'O') && option == "" || isShort(flags, 'O')
		if option != "" {
			if flags != "" {
				out = append(out, flags)
			}
			if value != "" {
				out = append(out, option+"="+value)
				continue
			}
			arg = option
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
		more := variadic[arg]
		if arg == "-m" && command == "metadata-add" {
			more = isEntry
		}
		if more != nil {
			values := variadicValues(args[i+1:], more)
			for n, v := range values {
				if n > 0 {
					out = append(out, arg)
				}
				out = append(out, v)
			}
			i += len(values)
		}
	}
	return out
}

// variadicValues are those of the arguments that belong to the option before.
func variadicValues(args []string, more func(string) bool) []string {
	n := 0
	for n < len(args) && !strings.HasPrefix(args[n], "-") && (n == 0 || more(args[n])) {
		n++
	}
	return args[:n]
}

// ownOptions takes the arguments of run apart: jco-go's own options, which may
// stand anywhere before a `--`, and the component with its arguments.
func ownOptions(args []string) (own, component []string) {
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" || !strings.HasPrefix(arg, "-") && len(component) == 0 {
			component = append(component, arg)
			if arg == "--" {
				return own, append(component, args[i+1:]...)
			}
			continue
		}
		if len(component) > 0 && !strings.HasPrefix(arg, "--jco-") {
			component = append(component, arg)
			continue
		}
		n := 0
		rest := args[i+1:]
		switch {
		case variadic[arg] != nil:
			n = len(variadicValues(rest, variadic[arg]))
		case optionalValues[arg].choices != nil:
			if len(rest) > 0 && slices.Contains(optionalValues[arg].choices, rest[0]) {
				n = 1
			}
		case runTakesValue(arg):
			n = min(1, len(rest))
		}
		own = append(own, args[i:i+1+n]...)
		i += n
	}
	return own, component
}

// splitShort takes an argument like -qoout apart: the flags -q, the option -o
// and its value, "" if that is the next argument. There is no option if none of
// those that have values is in it.
func splitShort(arg, valued string) (flags, option, value string) {
	if len(arg) < 3 || arg[0] != '-' || arg[1] == '-' {
		return "", "", ""
	}
	at := strings.IndexAny(arg[1:], valued+"=") + 1
	if at == 0 || arg[at] == '=' || at+1 < len(arg) && arg[at+1] == '=' {
		return "", "", ""
	}
	if at > 1 {
		flags = arg[:at]
	}
	return flags, "-" + arg[at:at+1], arg[at+1:]
}

// isShort reports whether arg is a group of short options with the given one in it.
func isShort(arg string, option byte) bool {
	return len(arg) > 1 && arg[0] == '-' && arg[1] != '-' && strings.IndexByte(arg, option) > 0
}
