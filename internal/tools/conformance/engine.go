package main

import (
	"context"
	"fmt"
)

// engineNames are the engines that a component can run on.
var engineNames = []string{"native", "node", "chromium"}

// Engine runs script files, each in a session of its own.
type Engine interface {
	Name() string
	// Open starts a session. Its error is the file's, not the run's.
	Open(ctx context.Context) (Session, error)
	// Parallel is how many sessions may be open at once.
	Parallel() int
	Close()
}

// Session holds the definitions and instances of one script. They are named by
// numbers that the caller chooses.
//
// An error means that the session is lost: the process crashed, or did not
// answer before ctx ended. Everything that a component can do is an Outcome.
type Session interface {
	// Define decodes, validates and compiles the component in file.
	Define(ctx context.Context, def int, file string) (Outcome, error)
	// Instantiate makes inst from def; imports gives instances by import name.
	Instantiate(ctx context.Context, def, inst int, imports map[string]int) (Outcome, error)
	// Invoke calls an export: a world-level function ("add") or one of an
	// exported interface ("docs:adder/add@0.1.0#add").
	Invoke(ctx context.Context, inst int, field string, args []Value) (Outcome, error)
	Close()
}

// OutcomeKind tells what came of a request to an engine.
type OutcomeKind string

const (
	// OK: it worked; an invocation's result is in Value.
	OK OutcomeKind = "ok"
	// Refused: decoding, validation or compilation refused the component.
	Refused OutcomeKind = "refused"
	// Unlinkable: instantiation refused the imports.
	Unlinkable OutcomeKind = "unlinkable"
	// Trap: the component trapped.
	Trap OutcomeKind = "trap"
	// Fault: the engine broke its contract, e.g. gave a value of a wrong form.
	Fault OutcomeKind = "fault"
)

// Outcome is what an engine says of a request.
type Outcome struct {
	Kind    OutcomeKind `json:"kind"`
	Message string      `json:"message,omitempty"`
	// Value is the result of an invocation, nil if the function has none.
	Value *Value `json:"value,omitempty"`
}

// String prints the outcome as a report shows it.
func (o Outcome) String() string {
	switch o.Kind {
	case OK:
		return o.Value.String()
	case Refused:
		return fmt.Sprintf("refused: %s", o.Message)
	case Unlinkable:
		return fmt.Sprintf("refused at instantiation: %s", o.Message)
	case Trap:
		return fmt.Sprintf("trap: %s", o.Message)
	}
	return fmt.Sprintf("fault of the engine: %s", o.Message)
}

// Request is what is sent to a worker process, one JSON object a line; the
// answer is an Outcome, one a line.
type Request struct {
	// Op is "open" (a fresh session, browser only), "define", "instantiate" or "invoke".
	Op   string `json:"op"`
	Def  int    `json:"def,omitempty"`
	Inst int    `json:"inst,omitempty"`
	// File is the component's binary (define, in a Go worker).
	File string `json:"file,omitempty"`
	// Transpiled is what a JavaScript worker defines.
	Transpiled *Transpiled    `json:"transpiled,omitempty"`
	Imports    map[string]int `json:"imports,omitempty"`
	Field      string         `json:"field,omitempty"`
	Args       []Value        `json:"args,omitempty"`
}

// Transpiled is a component as ES module and core modules in a folder, and what a
// JavaScript worker must know to call it.
type Transpiled struct {
	Dir string `json:"dir"`
	// Entry is the name of the ES module in Dir, Cores those of the core modules.
	Entry string   `json:"entry"`
	Cores []string `json:"cores"`
	// Exports is keyed by the field of an action.
	Exports map[string]JSExport `json:"exports"`
}

// JSExport is an exported function as JavaScript sees it.
type JSExport struct {
	// Path leads from the instance's exports to the function.
	Path   []string `json:"path"`
	Async  bool     `json:"async,omitempty"`
	Params []*Shape `json:"params"`
	Result *Shape   `json:"result"`
}

// Shape is a value type, told so that a JavaScript worker can turn values of the
// script into JavaScript values and back.
type Shape struct {
	// Kind is bool, u8…s64, f32, f64, char, string, list, fixed-list, map, tuple, record,
	// variant, enum, flags, option, result, or the name of another type,
	// of which scripts have no values.
	Kind string `json:"kind"`
	// Elem is the element of a list or option, the key of a map, the ok type of a result.
	Elem *Shape `json:"elem,omitempty"`
	// Err is the error type of a result, the value of a map.
	Err *Shape `json:"err,omitempty"`
	// Members are the fields of a record, the cases of a variant, the elements
	// of a tuple, the labels of flags.
	Members []Member `json:"members,omitempty"`
	Len     uint32   `json:"len,omitempty"`
	// Tagged tells an option that is {tag, val} in JavaScript (one whose payload
	// can itself be undefined) from one that is the payload or undefined.
	Tagged bool `json:"tagged,omitempty"`
}

// Member is a named part of a Shape.
type Member struct {
	Name string `json:"name"` // in WIT
	JS   string `json:"js"`   // in JavaScript
	Type *Shape `json:"type,omitempty"`
}

// workerReply is an Outcome, with what only the transpiling worker adds.
type workerReply struct {
	Outcome
	Transpiled *Transpiled `json:"transpiled,omitempty"`
}
