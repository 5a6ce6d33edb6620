// Package jscheck checks what was generated from a component that somebody may have
// made to break out of it: the code parses, and reaches no global that generated
// code has no use for.
package jscheck

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/evanw/esbuild/pkg/api"
)

// Globals are the names that a generated module may use without declaring them. It
// must not declare them either.
var Globals = []string{
	"Array", "ArrayBuffer", "BigInt", "BigInt64Array", "BigUint64Array", "DataView", "Error", "FinalizationRegistry", "Float32Array", "Float64Array",
	"Int16Array", "Int32Array", "Int8Array", "JSON", "Map", "NaN", "Number", "Object", "Promise", "Proxy", "String", "Symbol", "TextDecoder", "TextEncoder", "TypeError", "URL",
	"Uint16Array", "Uint32Array", "Uint8Array", "WeakMap", "WebAssembly", "atob", "console", "fetch", "globalThis", "process", "queueMicrotask", "undefined",
}

// words are the reserved words of modules, which are no names (ECMA-262, Keywords
// and Reserved Words).
var words = strings.Fields(`await break case catch class const continue debugger default delete do else enum export extends
	false finally for function if implements import in instanceof interface let new null package private protected public return static
	super switch this throw true try typeof var void while with yield`)

var (
	word   = regexp.MustCompile(`[\p{L}_$][\p{L}\p{N}_$]*`)
	quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'` + "|`(?:[^`\\\\]|\\\\.)*`")

	// reach are the ways from a global that is used to what it leads to, and writing to one.
	reach = regexp.MustCompile(`(?:^|[^.\w$])(?:globalThis|process)(?:(?:\?\.|\.|\[)\w*)+|[.\]]constructor(\?\.)?\(|getBuiltinModule(\?\.)?\([^)]*\)|` +
		`\.prototype(\.\w+|\[[^\]]*\])+=[^=]|(^|[^.\w$])(` + strings.Join(Globals, "|") + `)=[^=>]`)
)

// reached is what generated code does of that: core modules are read by node:fs/promises, and --tracing says at the end of a process what is left.
var reached = []string{
	"globalThis.process?.getBuiltinModule?.", "globalThis.process?.versions?.node", "globalThis.addEventListener?.", "process.once", `getBuiltinModule?.("")`,
}

var fileName = regexp.MustCompile(`^(interfaces/)?[^/\\\x00]+$`)

// Files checks what was written, by name and content: every file lies in its folder, under a
// name of its own also where case does not count, modules pass Code and declarations Types.
// F is transpile.File, whose package's tests call this.
func Files[F ~struct {
	Name string
	Data []byte
}](files []F) []error {
	type file struct {
		Name string
		Data []byte
	}
	var errs []error
	seen := map[string]bool{}
	for _, f := range files {
		name, data := file(f).Name, file(f).Data
		if !filepath.IsLocal(name) || !fileName.MatchString(name) || seen[strings.ToLower(name)] {
			errs = append(errs, fmt.Errorf("the file name %q", name))
		}
		seen[strings.ToLower(name)] = true
		check := Code
		switch {
		case strings.HasSuffix(name, ".wasm"):
			continue
		case strings.HasSuffix(name, ".d.ts"):
			check = Types
		}
		if err := check(string(data)); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
		}
	}
	return errs
}

// Code checks a module: it parses, uses no global but Globals, shadows none of
// them, and can stand in HTML.
func Code(code string) error {
	var errs []error
	for _, markup := range []string{"</script", "<script", "<!--", "-->"} {
		if strings.Contains(strings.ToLower(code), markup) {
			errs = append(errs, fmt.Errorf("it has %s", markup))
		}
	}
	errs = append(errs, Text(code))
	options := api.TransformOptions{
		Loader: api.LoaderJS, Format: api.FormatESModule, Target: api.ESNext, Charset: api.CharsetUTF8, MinifyWhitespace: true,
		// import() becomes what can be told from it, what is in a template code.
		Supported: map[string]bool{"dynamic-import": false, "template-literal": false},
	}
	// Names as they are: without escapes.
	out := api.Transform(code, options)
	// A definition replaces a name where it stands for a global, and nowhere else.
	define := map[string]string{}
	for _, w := range word.FindAllString(code+"\n"+string(out.Code), -1) {
		if !slices.Contains(words, w) && !slices.Contains(Globals, w) {
			define[w] = "__free"
		}
	}
	for _, w := range Globals {
		define[w] = "__global"
	}
	names := quoted.ReplaceAllString(string(out.Code), `""`)
	for _, found := range reach.FindAllString(names, -1) {
		if found = strings.TrimLeft(found, "\n\t (){}[;:=!&|?,>"); !slices.Contains(reached, found) {
			errs = append(errs, fmt.Errorf("it gets at more than it has use for: %s", found))
		}
	}
	options.Define = define
	out = api.Transform(code, options)
	if len(out.Errors) > 0 {
		return errors.Join(append(errs, messages(out.Errors))...)
	}
	plain := quoted.ReplaceAllString(string(out.Code), `""`)
	if i := strings.Index(plain, "__free"); i >= 0 {
		errs = append(errs, fmt.Errorf("it uses a name that nobody declared: …%s…", plain[max(0, i-80):min(len(plain), i+80)]))
	}
	if strings.Contains(plain, "__toESM(require(") { // what esbuild makes of import() if it may not leave it
		errs = append(errs, errors.New("it loads modules when it runs: import()"))
	}
	for _, at := range word.FindAllStringIndex(plain, -1) {
		w, before, after := plain[at[0]:at[1]], strings.TrimRight(plain[max(0, at[0]-20):at[0]], " \n"), plain[at[1]:]
		method := strings.HasPrefix(after, "(") && (strings.HasSuffix(before, "{") || strings.HasSuffix(before, "}") || strings.HasSuffix(before, "static"))
		if !slices.Contains(Globals, w) || method || strings.HasSuffix(before, ".") || strings.HasPrefix(after, ":") || strings.HasSuffix(before, " as") {
			continue // a property, or what is exported
		}
		errs = append(errs, fmt.Errorf("it shadows %s: …%s…", w, plain[max(0, at[0]-80):min(len(plain), at[1]+80)]))
	}
	return errors.Join(errs...)
}

// Types checks declarations: they parse, declare, and do nothing else.
func Types(code string) error {
	// Inside an ambient module nothing has code, unless it gets out.
	wrapped := code
	if !strings.HasPrefix(code, "declare module ") && !strings.Contains(code, "\ndeclare module ") {
		wrapped = "declare module 'x' {\n" + code + "\n}\n"
	}
	out := api.Transform(wrapped, api.TransformOptions{Loader: api.LoaderTS, Format: api.FormatESModule, Target: api.ESNext, LegalComments: api.LegalCommentsNone})
	if len(out.Errors) > 0 {
		return errors.Join(Text(code), messages(out.Errors))
	}
	if code := strings.TrimSpace(string(out.Code)); code != "" && code != "export {};" {
		return errors.Join(Text(code), fmt.Errorf("it has code:\n%s", code))
	}
	return Text(code)
}

// Text refuses characters that an editor, a terminal or an engine takes for
// something else.
func Text(code string) error {
	for _, r := range code {
		if r != '\n' && r != '\t' && unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return fmt.Errorf("it has %q as it is", r)
		}
	}
	return nil
}

func messages(list []api.Message) error {
	var errs []error
	for _, m := range list {
		if m.Location != nil {
			errs = append(errs, fmt.Errorf("%s at line %d: %.300s", m.Text, m.Location.Line, m.Location.LineText))
		} else {
			errs = append(errs, errors.New(m.Text))
		}
	}
	return errors.Join(errs...)
}
