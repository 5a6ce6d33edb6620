//go:build !js

package polyfill

import (
	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/task"
)

// buffers are where copies of one built-in read and write: the options of a canon
// stream.read and its like.
type buffers struct {
	cx       canon.Context
	at       task.InstanceID
	encoding component.StringEncoding
}

// elementsKey tells apart how elements of a type go from one encoding to another.
type elementsKey struct {
	typ      int32 // the core's
	from, to component.StringEncoding
}

func (s *store) elementsOf(k elementsKey) *canon.Elements {
	if e := s.elements[k]; e != nil {
		return e
	}
	e, err := s.inst.component.compiler.Elements(s.elems[k.typ], k.from, k.to)
	if err != nil {
		s.inst.abort(err)
	}
	s.elements[k] = e
	return e
}

// copyElements copies what the core says after an operation that gave Copied, from memory
// to memory. What the guest gets stays in the mail.
func (s *store) copyElements() {
	m := s.core.Mail
	if s.elems[m[8]] == nil {
		return
	}
	src, dst := &s.buffers[m[2]], &s.buffers[m[4]]
	e := s.elementsOf(elementsKey{m[8], src.encoding, dst.encoding})
	x := &s.copying
	x.Caller, x.Callee = &src.cx, &dst.cx
	s.copyFrom, s.copyTo = src.at, dst.at
	if err := e.Copy(x, uint32(m[3]), uint32(m[5]), uint32(m[1])); err != nil {
		s.inst.abort(err)
	}
	s.core.Mail[0] = m[0]
}

// transferElement moves a handle inside an element.
func (s *store) transferElement(from, _ *component.ValType, index uint32, _ bool) (uint32, error) {
	return s.transfer(s.copyFrom, s.copyTo, from, index, 0, 0)
}

// bindCopy binds {stream,future}.{read,write} (CanonicalABI.md, canon stream.read and
// following).
func (s *store) bindCopy(p *plan.Trampoline, at task.InstanceID, write, future bool) trampoline {
	typ, async := s.streamType(p.StreamType), p.Options.Async
	options := int32(len(s.buffers))
	s.buffers = append(s.buffers, buffers{cx: s.canonContext(&p.Options, at), at: at, encoding: p.Options.Encoding})
	var e *canon.Elements
	var cx canon.Context // of its own: s.buffers may move
	if p.StreamType.Elem != nil {
		e = s.elementsOf(elementsKey{typ, p.Options.Encoding, p.Options.Encoding})
		cx = s.buffers[options].cx
	}
	return builtin(func(stack []uint64) {
		if async {
			s.leaving(at)
		} else {
			s.check(s.core.CheckBlock(at))
		}
		n := uint32(1)
		if !future {
			n = uint32(stack[2])
		}
		if e != nil {
			if err := e.Check(&cx, uint32(stack[1]), n); err != nil {
				s.inst.abort(err)
			}
		}
		s.finish(s.core.Copy(at, typ, options, async, write, int32(stack[0]), uint32(stack[1]), int32(n)))
		stack[0] = uint64(uint32(s.core.Mail[0]))
	})
}
