package main

import (
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
	"time"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/producers"
	"github.com/jco-go/jco-go/internal/tools/jscheck"
	"github.com/jco-go/jco-go/internal/witprint"
	"github.com/jco-go/jco-go/transpile"
)

// The limits of what happens before a component is loaded, for those of up to
// smallSize bytes.
const (
	smallSize   = 2 << 20
	timeLimit   = time.Second
	memoryLimit = 200 << 20
)

// Stage is how far a component came.
type Stage string

const (
	Refused     Stage = "refused"     // it is not valid
	Unplannable Stage = "unplannable" // it is valid, but over a limit of plans
	Untold      Stage = "untold"      // it has no form in JavaScript, or needs what is not there
	Transpiled  Stage = "transpiled"
)

// outcome is what came of a component.
type outcome struct {
	Stage Stage `json:"stage"`
	// Message is the error of a component that was not transpiled.
	Message string `json:"message,omitempty"`
	// Findings are what must not happen.
	Findings []string `json:"findings,omitempty"`
	// Seconds and Memory, in bytes, are what it took.
	Seconds float64 `json:"seconds"`
	Memory  uint64  `json:"memory"`

	files []transpile.File
	texts []string // what is for people to read
}

func (o *outcome) finding(format string, args ...any) {
	o.Findings = append(o.Findings, fmt.Sprintf(format, args...))
}

// mode is a choice of options.
type mode struct {
	features component.Features
	opts     transpile.Options
	form     string // how worker.mjs loads it
}

var zero = 0

// modes have every form of a module among them, with every style of types.
var modes = []mode{
	{component.DefaultFeatures(), transpile.Options{Instantiation: transpile.InstantiationAsync}, "async"},
	{component.AllFeatures(), transpile.Options{}, "module"},
	{component.DefaultFeatures(), transpile.Options{Instantiation: transpile.InstantiationSync, Strict: true, UseNamespaceObjects: true}, "sync"},
	{component.AllFeatures(), transpile.Options{TLACompat: true, Base64Cutoff: &zero, Tracing: true}, "tla"},
	{component.AllFeatures(), transpile.Options{Instantiation: transpile.InstantiationAsync, Tracing: true, EnumValuesScreamingSnakeCase: true,
		VariantsInlineCases: true, FlagsAsBigInt: true, NoNamespacedExports: true}, "async"},
	{component.DefaultFeatures(), transpile.Options{Instantiation: transpile.InstantiationSync, ImportBindings: transpile.ImportBindingsHybrid, NoNodejsCompat: true}, "sync"},
}

// examine takes a component through everything but loading, and checks what came
// out. It does not panic.
func examine(bin []byte, m mode) outcome {
	o := endure(bin, m)
	if len(o.Findings) == 0 {
		o.others(bin, m)
	}
	o.checkFiles()
	return o
}

// endure is the part of it that has limits of time and memory, without a look at the code that came out.
func endure(bin []byte, m mode) (o outcome) {
	work := func() (err error) {
		defer func() {
			if r := recover(); r != nil {
				o.finding("panic: %v\n%s", r, debug.Stack())
			}
		}()
		o.texts = nil
		return o.process(bin, m)
	}
	var err error
	o.Seconds, o.Memory = measure(func() { err = work() })
	for again := 0; again < 3 && len(bin) <= smallSize && len(o.Findings) == 0 && (o.Seconds > timeLimit.Seconds() || o.Memory > memoryLimit); again++ {
		// The machine may have been busy, or the heap full of something else.
		o.Seconds, o.Memory = measure(func() { err = work() })
	}
	if len(bin) <= smallSize {
		if o.Seconds > timeLimit.Seconds() {
			o.finding("it took %.2f s, more than %v", o.Seconds, timeLimit)
		}
		if o.Memory > memoryLimit {
			o.finding("it took %d MB of memory, more than %d", o.Memory>>20, memoryLimit>>20)
		}
	}
	if err != nil {
		o.Message = err.Error()
		o.checkError(bin, m, err)
	}
	return o
}

// process decodes, validates, plans, prints and transpiles.
func (o *outcome) process(bin []byte, m mode) error {
	o.Stage, o.files = Refused, nil
	c, err := component.Decode(bin, m.features)
	if err != nil {
		return err
	}
	if err := o.print("WIT", func(w io.Writer) error { return witprint.Print(w, c) }); err != nil {
		return err
	}
	o.Stage = Unplannable
	p, err := plan.Build(c)
	if err != nil {
		return err
	}
	if err := o.print("plan", p.Print); err != nil {
		return err
	}
	o.Stage = Untold
	opts := m.opts
	opts.Name, opts.Features = "c", &m.features
	result, err := transpile.Transpile(bin, opts)
	if err != nil {
		return err
	}
	o.Stage, o.files = Transpiled, result.Files
	return nil
}

// print notes what print writes.
func (o *outcome) print(what string, print func(io.Writer) error) error {
	var text strings.Builder
	if err := print(&text); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	o.texts = append(o.texts, text.String())
	return nil
}

// others does what else can be done with a component, or with what is none: its
// metadata, declarations for guests.
func (o *outcome) others(bin []byte, m mode) {
	defer func() {
		if r := recover(); r != nil {
			o.finding("panic: %v\n%s", r, debug.Stack())
		}
	}()
	if _, err := producers.Read(bin); err == nil {
		added, err := producers.Add(bin, []producers.Field{{Name: "processed-by", Values: []producers.Value{{Name: "x", Version: "1"}}}})
		if err != nil {
			o.finding("metadata is read and cannot be added: %v", err)
		} else if _, err := component.Decode(added, m.features); (err == nil) != (o.Stage != Refused) {
			o.finding("with more metadata it is another component: %v", err)
		}
	}
	if o.Stage == Refused {
		return
	}
	result, err := transpile.Types(bin, transpile.Options{Guest: true, Name: "c", Features: &m.features})
	if err != nil {
		o.checkError(bin, m, err)
		return
	}
	for _, f := range result.Files {
		if err := jscheck.Types(string(f.Data)); err != nil {
			o.finding("for a guest, %s: %v", f.Name, err)
		}
	}
}

// checkError checks that an error is one that its caller can tell from others.
func (o *outcome) checkError(bin []byte, m mode, err error) {
	var (
		invalid     *component.Error
		unplannable *plan.Error
		needs       *plan.UnsupportedError
		untold      *transpile.UnsupportedError
		option      *transpile.OptionError
		limit       *component.LimitError
	)
	switch {
	case errors.As(err, &invalid):
		if invalid.Offset < 0 || invalid.Offset > len(bin) || invalid.Path == "" || invalid.Msg == "" {
			o.finding("an error without place: %+v", invalid)
		}
		if o.Stage != Refused {
			o.finding("refused after it was taken for valid: %v", err)
		}
	case errors.As(err, &unplannable), errors.As(err, &needs), errors.As(err, &untold), errors.As(err, &limit):
	case errors.As(err, &option) && (option.Option == "map" || m.opts.TLACompat): // an import called as a module of the engine's; it needs the async runtime
	default:
		o.finding("an error of type %T: %v", err, err)
	}
	if len(o.Message) > 8<<10 {
		o.finding("an error of %d bytes", len(o.Message))
	}
}

// checkFiles checks what was written: names in their folder, code that parses and
// reaches nothing foreign.
func (o *outcome) checkFiles() {
	for _, t := range o.texts {
		if err := jscheck.Text(t); err != nil {
			o.finding("printed text: %v", err)
		}
	}
	for _, err := range jscheck.Files(o.files) {
		o.finding("%v", err)
	}
}
