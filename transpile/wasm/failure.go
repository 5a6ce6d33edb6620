//go:build js && wasm

package wasm

import (
	"errors"
	"strconv"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/jsbridge"
	"github.com/jco-go/jco-go/transpile"
)

// field is a field of a TranspileError (web/npm/index.d.ts).
type field struct{ name, value string }

// describe gives the fields of an error, "code" among them. The needs of an
// unsupported component follow each other, each begun by "need". What JavaScript threw is "thrown", its own
// value.
func describe(err error) []field {
	message := err.Error()
	if errors.Is(err, component.ErrCoreModule) {
		message += "\n" + component.CoreModuleHint
	}
	fields := []field{{"message", message}}
	add := func(name, value string) {
		if value != "" {
			fields = append(fields, field{name, value})
		}
	}
	offset := func(n int) {
		if n >= 0 {
			add("offset", strconv.Itoa(n))
		}
	}
	var (
		invalid     *component.Error
		unplannable *plan.Error
		async       *plan.UnsupportedError
		inexpress   *transpile.UnsupportedError
		option      *transpile.OptionError
		thrown      *jsbridge.Exception
	)
	switch {
	case errors.As(err, &thrown):
		add("thrown", strconv.Itoa(int(thrown.Value)))
	case errors.As(err, &invalid):
		switch {
		case errors.Is(err, component.ErrCoreModule):
			add("code", "core-module")
		case errors.Is(err, component.ErrLimit):
			add("code", "limit")
		case invalid.Feature != "":
			add("code", "feature-off")
		default:
			add("code", "invalid")
		}
		offset(invalid.Offset)
		add("path", invalid.Path)
		add("feature", invalid.Feature)
	case errors.As(err, &unplannable):
		if errors.Is(err, component.ErrLimit) {
			add("code", "limit")
		} else {
			add("code", "unsupported")
		}
		offset(unplannable.Offset)
		add("path", unplannable.Path)
	case errors.As(err, &async):
		add("code", "unsupported")
		for _, n := range async.Needs {
			add("need", n.Where)
			add("feature", n.Feature)
			offset(n.Offset)
		}
	case errors.As(err, &inexpress):
		add("code", "unsupported")
		add("need", inexpress.Where)
		add("feature", inexpress.Feature)
	case errors.As(err, &option):
		add("code", "option")
		add("option", option.Option)
	case errors.Is(err, component.ErrLimit):
		add("code", "limit")
	default:
		add("code", "invalid")
	}
	return fields
}
