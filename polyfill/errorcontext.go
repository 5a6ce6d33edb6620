//go:build !js

package polyfill

import (
	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/task"
)

// bindErrorContext binds canon error-context.new, .debug-message and .drop. A message is a
// string parameter of the one and a string result of the other.
func (s *store) bindErrorContext(p *plan.Trampoline, at task.InstanceID) trampoline {
	m := &s.core.Mail
	cx := s.canonContext(&p.Options, at)
	compile := func(ft *component.FuncType) *canon.Func {
		f, err := s.inst.component.compiler.Func(ft, canon.Lower, canon.Options{Encoding: p.Options.Encoding})
		if err != nil {
			s.inst.abort(err)
		}
		return f
	}
	switch p.Canon.Op {
	case component.CanonErrorContextNew:
		f := compile(&component.FuncType{Params: []component.Param{{Name: "message", Type: component.String}}})
		return builtin(func(stack []uint64) {
			s.leaving(at)
			var message [1]any
			if err := f.LiftParams(&cx, stack, message[:]); err != nil {
				s.inst.abort(err)
			}
			s.check(s.core.ErrorNew(at, s.messages.add(message[0].(string))))
			stack[0] = uint64(uint32(m[0]))
		})
	case component.CanonErrorContextDebugMsg:
		f := compile(&component.FuncType{Result: component.String})
		return builtin(func(stack []uint64) {
			s.check(s.core.ErrorGet(at, int32(stack[0]), true))
			if err := f.LowerResult(&cx, s.messages.at(m[0]), stack[1:]); err != nil {
				s.inst.abort(err)
			}
		})
	}
	return builtin(func(stack []uint64) {
		s.check(s.core.ErrorDrop(at, int32(stack[0])))
		if token := m[0]; token > 0 {
			s.messages.remove(token)
		}
	})
}
