// Package canon is the Canonical ABI's value traffic (CanonicalABI.md): how
// value types lie in linear memory and on the core stack, and how values cross.
// Both engines take layouts from here; the native engine also lifts, lowers and
// copies with it.
//
// Layouts:
//
//	layouts := new(canon.Layouts)
//	l := layouts.Of(t)                      // size, alignment, offsets, cases, flat types
//	s := layouts.Signature(ft, canon.Lift, canon.Options{})
//
// Values (see values.go for the Go form of each WIT type):
//
//	c := canon.NewCompiler(layouts)
//	f, err := c.Func(ft, canon.Lift, opts)  // the host calls a guest's export:
//	f.LowerParams(cx, args, stack)          //   before the core call
//	f.LiftResult(cx, stack)                 //   after it
//	f, err := c.Func(ft, canon.Lower, opts) // a guest calls a host's import:
//	f.LiftParams(cx, stack, args)           //   at entry
//	f.LowerResult(cx, result, stack)        //   before the return
//	b, err := c.Bind(f, paramTypes, result) // the same four for Go variables, unboxed
//	c.Assign(dst, t, v)                     // a lifted value into a Go variable
//	a, err := c.Adapter(callerType, callerOpts, calleeType, calleeOpts)
//	a.Params(x, callerStack, calleeStack)   // a component calls a component:
//	a.Result(x, calleeStack, callerStack)   //   before and after the core call
//
// Errors are a *Trap (the guest's fault), a *ValueError (the host's) or what a
// callback returned.
package canon
