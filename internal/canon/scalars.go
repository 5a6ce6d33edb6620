package canon

import "github.com/jco-go/jco-go/internal/component"

// Scalars is the short way through a Bound whose parameters and result are
// numbers, bools and chars, and few enough to be core parameters and a core
// result. A slot of the stack then holds a Go variable's bits, zero-extended, and
// most types need nothing else: no memory, no Context.
//
// It is for a caller who knows the Go types and moves the bits himself. A lifted
// function's parameters are lowered and its result is lifted, a lowered one's the
// other way round.
type Scalars struct {
	// PlainParams and PlainResult tell that Params and Result would do nothing.
	PlainParams, PlainResult bool

	bound     *Bound
	paramLift bool
}

// Scalars gives the short way, nil if there is none.
func (b *Bound) Scalars() *Scalars {
	// In the async forms the core result is not the result.
	if b.Async || b.ParamsSpill || b.ResultSpill || len(b.Core.Results) != len(b.ResultFlat) || (b.Func.result != nil) != (b.result != nil) {
		return nil
	}
	s := &Scalars{PlainParams: true, PlainResult: true, bound: b, paramLift: b.Direction == Lower}
	for _, p := range b.params {
		if !p.isScalar() {
			return nil
		}
		s.PlainParams = s.PlainParams && plainScalar(p.Kind, s.paramLift)
	}
	if b.result != nil {
		if !b.result.isScalar() {
			return nil
		}
		s.PlainResult = plainScalar(b.result.Kind, !s.paramLift)
	}
	return s
}

func (t *typed) isScalar() bool {
	return t.direct && (IsNumber(t.Kind) || t.Kind == component.KindBool || t.Kind == component.KindChar)
}

// plainScalar tells kinds whose bits cross as they are. Whoever takes an integer
// out of a slot truncates it to its size, which is all that lifting does
// (CanonicalABI.md, Flat Lifting: lift_flat_unsigned, lift_flat_signed).
func plainScalar(k component.Kind, lift bool) bool {
	switch k {
	case component.KindF32, component.KindF64, component.KindChar:
		return false
	case component.KindBool:
		return !lift
	case component.KindS8, component.KindS16:
		return lift
	}
	return true
}

// Params turns the bits of the Go variables into core values, for a lifted
// function, or core values into bits. Its errors are those of Bound.LowerParams and
// Bound.LiftParams.
func (s *Scalars) Params(stack []uint64) error {
	for i, p := range s.bound.params {
		if s.paramLift {
			if err := liftScalar(p.Kind, &stack[i]); err != nil {
				return err
			}
		} else if err := p.lowerScalar(&stack[i]); err != nil {
			return atRoot(err, s.bound.Type.Params[i].Name)
		}
	}
	return nil
}

// Result does the same for the result, the other way.
func (s *Scalars) Result(stack []uint64) error {
	r := s.bound.result
	if r == nil {
		return nil
	}
	if !s.paramLift {
		return liftScalar(r.Kind, &stack[0])
	}
	if err := r.lowerScalar(&stack[0]); err != nil {
		return atRoot(err, "result")
	}
	return nil
}

// lowerScalar makes a core value of a Go variable's bits (CanonicalABI.md, Flat
// Lowering).
func (t *typed) lowerScalar(slot *uint64) error {
	v := *slot
	switch t.Kind {
	case component.KindS8:
		v = uint64(uint32(int8(v)))
	case component.KindS16:
		v = uint64(uint32(int16(v)))
	case component.KindF32:
		v = uint64(canonicalF32(uint32(v)))
	case component.KindF64:
		v = canonicalF64(v)
	case component.KindChar:
		if !validChar(uint32(v)) {
			return t.wrongChar(rune(v))
		}
	}
	*slot = v
	return nil
}

// liftScalar makes a Go variable's bits of a core value (CanonicalABI.md, Flat
// Lifting).
func liftScalar(k component.Kind, slot *uint64) error {
	v := *slot
	switch k {
	case component.KindBool:
		v = bit(uint32(v) != 0)
	case component.KindF32:
		v = uint64(canonicalF32(uint32(v)))
	case component.KindF64:
		v = canonicalF64(v)
	case component.KindChar:
		if !validChar(uint32(v)) {
			return errChar
		}
	}
	*slot = v
	return nil
}
