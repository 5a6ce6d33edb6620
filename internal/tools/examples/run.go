package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/polyfill"
)

// Answer is what a call gave, as text, and how long the component took for it.
type Answer struct {
	Text string  `json:"text"`
	Ms   float64 `json:"ms"`
}

// runner runs an example's calls. Its twin is runExample in web/demo/run-example.js.
type runner struct {
	ctx         context.Context
	funcs       map[string]Func
	instantiate func() (*polyfill.Instance, error)
	instance    *polyfill.Instance // nil before the first call and after a trap
}

// answer runs a call, up to its end or to a trap. The error is the example's or this program's fault: whatever a component
// does is an answer.
func (r *runner) answer(call Call) (Answer, error) {
	if r.instance == nil {
		instance, err := r.instantiate()
		if err != nil {
			return Answer{}, err
		}
		r.instance = instance
	}
	s := script{runner: r, variables: map[string]any{}, resources: map[string]string{}}
	for _, step := range call.steps() {
		if err := s.step(step); err != nil {
			return Answer{}, fmt.Errorf("call %q: %w", call.Label, err)
		}
		if s.trapped {
			r.instance = nil
			break
		}
	}
	return Answer{strings.Join(s.lines, "\n"), float64(s.spent.Nanoseconds()) / 1e6}, nil
}

// script is a script under way.
type script struct {
	*runner
	variables map[string]any
	resources map[string]string // which resource a variable holds, as INTERFACE#RESOURCE
	lines     []string
	spent     time.Duration // in calls
	trapped   bool
}

// step runs one step, and adds its answer to the lines.
func (s *script) step(step Step) error {
	var name, keep, resource string
	var args []any
	switch verb := step.text(0); verb {
	case "drop":
		r, ok := s.variables[step.text(1)].(*polyfill.Resource)
		if !ok {
			return fmt.Errorf("no resource in the variable %q", step.text(1))
		}
		delete(s.variables, step.text(1))
		start := time.Now()
		err := r.Drop(s.ctx)
		s.spent += time.Since(start)
		s.fail(err)
		return nil
	case "new":
		resource, keep = step.text(1), step.text(3)
		name, args = inInterface(resource, "[constructor]%s"), step.list(2)
	case "static":
		resource, keep = step.text(1), step.text(4)
		name, args = inInterface(resource, "[static]%s."+step.text(2)), step.list(3)
	case "call", "do":
		resource, keep = s.resources[step.text(1)], step.text(4)
		name = inInterface(resource, "[method]%s."+step.text(2))
		args = append([]any{map[string]any{"$ref": step.text(1)}}, step.list(3)...)
	case "func":
		name, args, keep = step.text(1), step.list(2), step.text(3)
	default:
		return fmt.Errorf("no step is called %q", verb)
	}
	v, t, err := s.call(name, args)
	if err != nil || s.trapped {
		return err
	}
	// A result<T, E> is written as JavaScript has it: what is returned is T, what is thrown has E as its payload.
	if result, ok := v.(polyfill.Result); ok {
		v = result.Value
		if result.IsErr {
			s.lines = append(s.lines, strings.TrimSuffix("error "+text(t.Err, v, ""), " "))
			return nil
		}
		t = t.Elem
	}
	switch {
	case keep != "":
		s.variables[keep], s.resources[keep] = v, resource
	case step.text(0) != "do":
		s.lines = append(s.lines, text(t, v, "none"))
	}
	return nil
}

// text writes a value, or what stands for it where there is none.
func text(t *component.ValType, v any, none string) string {
	if t == nil {
		return none
	}
	return answerText(t, v)
}

// call calls an export and gives its result and the result's type, nil if it has none. A trap is an answer.
func (s *script) call(name string, args []any) (any, *component.ValType, error) {
	f, ok := s.funcs[name]
	function := s.instance.Func(name)
	if !ok || function == nil {
		return nil, nil, fmt.Errorf("there is no export %q", name)
	}
	if len(args) != len(f.typ.Params) {
		return nil, nil, fmt.Errorf("%q takes %d arguments, not %d", name, len(f.typ.Params), len(args))
	}
	values := make([]any, len(args))
	for i, arg := range args {
		var err error
		if values[i], err = argument(f.typ.Params[i].Type, arg, s.variables); err != nil {
			return nil, nil, fmt.Errorf("%q: %w", name, err)
		}
	}
	start := time.Now()
	result, err := function.Call(s.ctx, values...)
	s.spent += time.Since(start)
	s.fail(err)
	return result, f.typ.Result, nil
}

// fail notes why the script ends, if err is not nil.
func (s *script) fail(err error) {
	if err == nil {
		return
	}
	s.trapped = true
	var trap *polyfill.Trap
	reason := err.Error()
	if errors.As(err, &trap) {
		reason = strings.TrimPrefix(trap.Message, "wasm trap: ")
	}
	s.lines = append(s.lines, "trap: "+reason)
}

// inInterface changes the item in INTERFACE#ITEM.
func inInterface(name, format string) string {
	at := strings.Index(name, "#") + 1
	return name[:at] + fmt.Sprintf(format, name[at:])
}
