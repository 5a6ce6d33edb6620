package transpile

// Result is what Transpile made.
type Result struct {
	// Files are the files to write, the ES module first, then the core modules
	// and the declarations.
	Files []File
	// Imports are the module specifiers that the ES module imports or, with
	// Instantiation, the keys of the import object; sorted.
	Imports []string
	// Exports are the names that the module exports or, with Instantiation, the
	// properties of the object that instantiate returns.
	Exports []Export
	// UnusedMap are the keys of Options.Map that fit no import of the component;
	// sorted.
	UnusedMap []string
	// UnusedAsync are the patterns of Options.AsyncImports and AsyncExports that fit
	// no function of the component.
	UnusedAsync []string
	// Runtime tells that the module imports the async runtime (Options.Runtime). If
	// that is the file beside it, jco-go-runtime.js and jco-go-runtime.wasm have to be
	// there; they are not among Files.
	Runtime bool
	// Functions are the exported functions that are no members of a class.
	Functions []Function
}

// File is one file of a Result.
type File struct {
	// Name is relative to the output folder, with '/' between its parts. It
	// never leads out of the folder.
	Name string
	Data []byte
}

// ExportKind tells what an export is in JavaScript.
type ExportKind string

// The kinds of exports.
const (
	ExportFunction ExportKind = "function"
	ExportInstance ExportKind = "instance"
	ExportClass    ExportKind = "class"
	ExportModule   ExportKind = "module"
)

// Export is one export of a Result.
type Export struct {
	Name string
	Kind ExportKind
}

// File finds a file by its name, nil if there is none.
func (r *Result) File(name string) []byte {
	for _, f := range r.Files {
		if f.Name == name {
			return f.Data
		}
	}
	return nil
}
