package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"
)

// Status is what came of a command.
type Status uint8

const (
	Passed Status = iota
	Failed
	Skipped
)

// Result is what came of one command.
type Result struct {
	Command *Command
	Status  Status
	// Wanted and Got tell a failure.
	Wanted, Got string
	// Wording is set for a component that was refused as it should be: whether
	// the message contained the script's text.
	Wording *bool
}

// FileReport is what came of a script.
type FileReport struct {
	Path   string
	Source string // Path if the script could not be read
	// Err is what failed the file as a whole: it could not be read, or its
	// entries in the list of skips are stale.
	Err     string
	Results []Result
	Time    time.Duration
}

// Count counts the commands of a status. A file that could not be run has one failure.
func (r *FileReport) Count(s Status) int {
	n := 0
	if r.Err != "" && s == Failed {
		n++
	}
	for _, c := range r.Results {
		if c.Status == s {
			n++
		}
	}
	return n
}

// Runner runs scripts on an engine.
type Runner struct {
	Engine Engine
	Skips  *Skips
	// Depends lists the commands whose outcome depends on the seed; nil without one.
	Depends *Skips
	// TimeLimit bounds each command.
	TimeLimit time.Duration
}

// RunAll runs the scripts, several at once if the engine can, and calls report
// for each in the order of paths.
func (r *Runner) RunAll(ctx context.Context, paths []string, report func(*FileReport)) {
	reports := make([]chan *FileReport, len(paths))
	for i := range reports {
		reports[i] = make(chan *FileReport, 1)
	}
	next := make(chan int)
	var wg sync.WaitGroup
	for range max(1, r.Engine.Parallel()) {
		wg.Go(func() {
			for i := range next {
				reports[i] <- r.RunFile(ctx, paths[i])
			}
		})
	}
	go func() {
		for i := range paths {
			next <- i
		}
		close(next)
	}()
	for _, c := range reports {
		report(<-c)
	}
	wg.Wait()
}

// RunFile runs one script in a session of its own.
func (r *Runner) RunFile(ctx context.Context, path string) *FileReport {
	start := time.Now()
	rep := &FileReport{Path: path, Source: path}
	defer func() { rep.Time = time.Since(start) }()
	script, err := ReadScript(path)
	if err != nil {
		rep.Err = err.Error()
		return rep
	}
	rep.Source = script.Source
	stale := r.Skips.Stale(script, r.Engine.Name())
	if r.Depends != nil {
		stale = append(stale, r.Depends.Stale(script, r.Engine.Name())...)
	}
	rep.Err = strings.Join(stale, "; ")
	f := &fileRun{Runner: r, definitions: map[string]int{}, instances: map[string]int{}, importable: map[string]int{}}
	f.session, f.lost = r.Engine.Open(ctx)
	if f.session != nil {
		defer f.session.Close()
	}
	for i := range script.Commands {
		rep.Results = append(rep.Results, f.runListed(ctx, script, &script.Commands[i]))
	}
	return rep
}

// fileRun is the state of a script that runs.
type fileRun struct {
	*Runner
	session Session
	lost    error // why there is no session any more
	lastID  int

	definitions map[string]int
	instances   map[string]int // by the script's name
	importable  map[string]int // by import name
	definition  int            // the last one, 0 if it was refused
	current     int            // the current instance, 0 if there is none
}

// runListed runs a command and judges it by the list of skips.
func (f *fileRun) runListed(ctx context.Context, script *Script, c *Command) Result {
	reason := f.Skips.Reason(script, f.Engine.Name(), c)
	if c.TextOnly() {
		if reason != "" {
			return Result{Command: c, Status: Skipped}
		}
		return Result{Command: c, Status: Failed, Wanted: "a binary", Got: "a component in text form only, which is not in the list of skips"}
	}
	ctx, cancel := context.WithTimeout(ctx, f.TimeLimit)
	defer cancel()
	res := f.run(ctx, c)
	res.Command = c
	switch {
	case reason == "" && res.Status == Failed && f.Depends != nil && f.Depends.Reason(script, f.Engine.Name(), c) != "":
		res = Result{Command: c, Status: Skipped}
	case reason == "":
	case res.Status == Failed:
		res = Result{Command: c, Status: Skipped}
	case res.Status == Passed:
		res = Result{Command: c, Status: Failed, Wanted: "a failure, as listed: " + reason, Got: "it passes; take it off the list of skips"}
	}
	return res
}

var passed = Result{Status: Passed}

func failed(wanted, got string) Result { return Result{Status: Failed, Wanted: wanted, Got: got} }

// run runs a command.
func (f *fileRun) run(ctx context.Context, c *Command) Result {
	switch c.Type {
	case CmdModule:
		return f.module(ctx, c)
	case CmdModuleDefinition:
		id, out := f.define(ctx, c.File)
		f.definition = id
		if c.Name != "" {
			f.definitions[c.Name] = id
		}
		return wantOK(out, "a valid component")
	case CmdModuleInstance:
		return f.moduleInstance(ctx, c)
	case CmdRegister:
		id, ok := f.instance(c.Name)
		if !ok {
			return failed("an instance to register", noInstance(c.Name))
		}
		f.importable[c.As] = id
		return passed
	case CmdAction:
		return wantOK(f.invoke(ctx, c.Action), "the call to return")
	case CmdAssertReturn:
		return f.assertReturn(ctx, c)
	case CmdAssertTrap:
		return wantMessage(f.invoke(ctx, c.Action), Trap, "trap", c.Text)
	case CmdAssertUninstantiable:
		return wantMessage(f.defineAndInstantiate(ctx, c.File), Trap, "a trap at instantiation", c.Text)
	case CmdAssertUnlinkable:
		return wantMessage(f.defineAndInstantiate(ctx, c.File), Unlinkable, "refused at instantiation", c.Text)
	case CmdAssertInvalid, CmdAssertMalformed:
		_, out := f.define(ctx, c.File)
		if out.Kind != Refused {
			return failed("refused: "+c.Text, out.describe("a valid component"))
		}
		wording := strings.Contains(out.Message, c.Text)
		return Result{Status: Passed, Wording: &wording}
	}
	panic("command type " + string(c.Type) + " got past ReadScript")
}

func (f *fileRun) module(ctx context.Context, c *Command) Result {
	def, out := f.define(ctx, c.File)
	inst := 0
	if out.Kind == OK {
		inst, out = f.instantiate(ctx, def)
	}
	f.setInstance(c.Name, inst)
	return wantOK(out, "an instance")
}

func (f *fileRun) moduleInstance(ctx context.Context, c *Command) Result {
	def := f.definition
	if c.Module != "" {
		def = f.definitions[c.Module]
	}
	if def == 0 {
		f.setInstance(c.Name, 0)
		return failed("an instance", fmt.Sprintf("no definition %q: it was refused, or there is none", c.Module))
	}
	inst, out := f.instantiate(ctx, def)
	f.setInstance(c.Name, inst)
	return wantOK(out, "an instance")
}

// setInstance makes inst the current instance; 0 is that of a failed
// instantiation, so that later commands cannot hit an older one.
func (f *fileRun) setInstance(name string, inst int) {
	f.current = inst
	if name != "" {
		f.instances[name] = inst
		f.importable[name] = inst
		if inst == 0 {
			delete(f.importable, name)
		}
	}
}

func (f *fileRun) instance(name string) (int, bool) {
	if name == "" {
		return f.current, f.current != 0
	}
	id := f.instances[name]
	return id, id != 0
}

func noInstance(name string) string {
	if name == "" {
		return "no current instance: its instantiation failed, or there was none"
	}
	return fmt.Sprintf("no instance %q: its instantiation failed, or there was none", name)
}

func (f *fileRun) assertReturn(ctx context.Context, c *Command) Result {
	out := f.invoke(ctx, c.Action)
	var want *Value
	if len(c.Expected) > 0 {
		want = &c.Expected[0]
	}
	if out.Kind == OK && (want == nil && out.Value == nil || want != nil && want.Matches(out.Value)) {
		return passed
	}
	return failed(want.String(), out.String())
}

// The three below turn a lost session into an outcome that no command wants.

func (f *fileRun) define(ctx context.Context, file string) (int, Outcome) {
	f.lastID++
	id := f.lastID
	out := f.ask(func() (Outcome, error) { return f.session.Define(ctx, id, file) })
	if out.Kind != OK {
		return 0, out
	}
	return id, out
}

func (f *fileRun) instantiate(ctx context.Context, def int) (int, Outcome) {
	f.lastID++
	id := f.lastID
	out := f.ask(func() (Outcome, error) { return f.session.Instantiate(ctx, def, id, f.importable) })
	if out.Kind != OK {
		return 0, out
	}
	return id, out
}

func (f *fileRun) invoke(ctx context.Context, a *Action) Outcome {
	inst, ok := f.instance(a.Instance)
	if !ok {
		return Outcome{Kind: Fault, Message: noInstance(a.Instance)}
	}
	return f.ask(func() (Outcome, error) { return f.session.Invoke(ctx, inst, a.Field, a.Args) })
}

func (f *fileRun) ask(request func() (Outcome, error)) Outcome {
	if f.lost != nil {
		return Outcome{Kind: Fault, Message: "not run: " + firstLine(f.lost.Error())}
	}
	out, err := request()
	if err != nil {
		f.lost = err
		return Outcome{Kind: Fault, Message: err.Error()}
	}
	return out
}

func (f *fileRun) defineAndInstantiate(ctx context.Context, file string) Outcome {
	def, out := f.define(ctx, file)
	if out.Kind == OK {
		_, out = f.instantiate(ctx, def)
	}
	return out
}

func wantOK(out Outcome, wanted string) Result {
	if out.Kind == OK {
		return passed
	}
	return failed(wanted, out.String())
}

func wantMessage(out Outcome, kind OutcomeKind, what, text string) Result {
	if out.Kind == kind && strings.Contains(out.Message, text) {
		return passed
	}
	return failed(what+": "+text, out.describe("no error"))
}

// describe is String, but names what success means where there is no value.
func (o Outcome) describe(success string) string {
	if o.Kind == OK && o.Value == nil {
		return success
	}
	return o.String()
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return strings.TrimSuffix(s, ":")
}
