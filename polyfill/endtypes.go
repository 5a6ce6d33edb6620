//go:build !js

package polyfill

import (
	"fmt"
	"io"
	"reflect"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
)

// Which Go types stand for streams, futures and pairs of them, in typed functions.

func init() {
	canon.Ends.Holds = func(rt reflect.Type, t *component.ValType) bool {
		return isPair(t) && (isPairType(rt) || isSourceType(rt))
	}
	canon.Ends.Set = setEnd
}

var (
	ioReaderType     = reflect.TypeFor[io.Reader]()
	streamReaderType = reflect.TypeFor[streamReader]()
	streamWriterType = reflect.TypeFor[streamWriter]()
	futureReaderType = reflect.TypeFor[futureReader]()
	pairReaderType   = reflect.TypeFor[pairReader]()
	anyPairType      = reflect.TypeFor[*ResultReader[byte, any]]()
)

func isPairType(rt reflect.Type) bool {
	return rt.Implements(pairReaderType) || rt.Kind() == reflect.Interface && anyPairType.Implements(rt)
}

// isSourceType tells types whose values can be given for a stream.
func isSourceType(rt reflect.Type) bool {
	return rt.Implements(ioReaderType) || rt.Implements(streamReaderType) || rt.Implements(streamWriterType) ||
		rt.Kind() == reflect.Chan || rt.Kind() == reflect.Func || rt.Kind() == reflect.Interface
}

// setEnd puts a stream, a future or a pair into a variable.
func setEnd(dst reflect.Value, t *component.ValType, v any) bool {
	rt := dst.Type()
	fresh := func(of reflect.Type) (reflect.Value, any) {
		p := reflect.New(of.Elem())
		return p, p.Interface()
	}
	switch x := v.(type) {
	case streamReader:
		if !rt.Implements(streamReaderType) || rt.Kind() != reflect.Pointer {
			return false
		}
		p, r := fresh(rt)
		e := x.hostEnd()
		if r.(streamReader).hold(e) != nil {
			return false
		}
		x.let()
		dst.Set(p)
		return true
	case futureReader:
		if !rt.Implements(futureReaderType) || rt.Kind() != reflect.Pointer {
			return false
		}
		p, f := fresh(rt)
		if f.(futureReader).hold(x.hostEnd()) != nil {
			return false
		}
		x.let()
		dst.Set(p)
		return true
	case Tuple:
		if !isPair(t) || len(x) != 2 || !isPairType(rt) {
			return false
		}
		of := rt
		if rt.Kind() == reflect.Interface {
			of = anyPairType
		}
		p, r := fresh(of)
		if r.(pairReader).holdPair(x) != nil {
			return false
		}
		dst.Set(p)
		return true
	}
	return false
}

// checkEnd reports why variables of a Go type cannot stand for streams or futures of type t.
func (inst *Instance) checkEnd(t *component.ValType, rt reflect.Type, dir direction) error {
	c := inst.component.compiler
	cannot := func(want string) error {
		return fmt.Errorf("the Go type %v cannot hold %s: want %s", rt, t.Format(inst.component.resourceName), want)
	}
	switch {
	case rt.Kind() == reflect.Interface && rt.NumMethod() == 0:
		return nil
	case t.Kind == component.KindFuture:
		if rt.Kind() == reflect.Pointer && rt.Implements(futureReaderType) {
			return inst.checkFuture(reflect.New(rt.Elem()).Interface().(futureReader), t)
		}
		if dir == fromGuest {
			return cannot("a *polyfill.Future")
		}
		return nil // any value may be one
	case rt.Kind() == reflect.Pointer && rt.Implements(streamReaderType):
		return inst.checkReader(reflect.New(rt.Elem()).Interface().(streamReader), t)
	case rt.Kind() == reflect.Interface:
		if dir == fromGuest {
			if reflect.TypeOf(dynamicReader(t)).Implements(rt) {
				return nil
			}
			return cannot("a *polyfill.StreamReader")
		}
		return nil
	case dir == fromGuest:
		return cannot("a *polyfill.StreamReader")
	case rt.Kind() == reflect.Pointer && rt.Implements(streamWriterType):
		_, err := newElems(c, t, reflect.New(rt.Elem()).Interface().(streamWriter).goType())
		return err
	case t.Elem != nil && t.Elem.Kind == component.KindU8 && (rt.Implements(ioReaderType) || rt.Kind() == reflect.String):
		return nil
	case rt.Kind() == reflect.Slice, rt.Kind() == reflect.Chan && rt.ChanDir()&reflect.RecvDir != 0:
		_, err := newElems(c, t, rt.Elem())
		return err
	case rt.Kind() == reflect.Func && (rt.CanSeq() || rt.CanSeq2() && rt.In(0).In(1) == errorType):
		_, err := newElems(c, t, rt.In(0).In(0))
		return err
	}
	return cannot("a source for a stream")
}

// checkReader reports why a StreamReader cannot be of type t.
func (inst *Instance) checkReader(r streamReader, t *component.ValType) error {
	if err := r.fits(inst, t); err != nil {
		return fmt.Errorf("%T cannot hold %s: %w", r, t.Format(inst.component.resourceName), err)
	}
	return nil
}

// checkFuture reports why a Future cannot be of type t.
func (inst *Instance) checkFuture(f futureReader, t *component.ValType) error {
	if err := f.fits(inst, t); err != nil {
		return fmt.Errorf("%T cannot hold %s: %w", f, t.Format(inst.component.resourceName), err)
	}
	return nil
}
