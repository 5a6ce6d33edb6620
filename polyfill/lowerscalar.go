//go:build !js

package polyfill

import "github.com/jco-go/jco-go/internal/canon"

// lowerScalar is lowerImport for a function whose parameters and result are
// numbers, bools and chars, and that is called without reflection: their bits go
// from wazero's stack to Go's and back.
type lowerScalar struct {
	inst    *Instance
	at      *componentState
	host    *hostFunc
	code    scalarCode
	scalars *canon.Scalars
}

func (t *lowerScalar) call(stack []uint64) {
	if !t.at.mayLeave {
		t.inst.abort(errCannotLeave)
	}
	if !t.scalars.PlainParams {
		if err := t.scalars.Params(stack); err != nil {
			t.host.failed(err)
		}
	}
	if err := t.host.callBits(t.code, stack); err != nil {
		t.inst.abort(&HostError{Import: t.host.name, Err: err})
	}
	if !t.scalars.PlainResult {
		if err := t.scalars.Result(stack); err != nil {
			t.host.failed(err)
		}
	}
}
