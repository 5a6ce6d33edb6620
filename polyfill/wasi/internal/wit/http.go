//go:build !js

package wit

import (
	"slices"
	"strings"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/web"
)

// HTTPCode makes an error-code of wasi:http.
func HTTPCode(err error) polyfill.Variant {
	e := web.ErrorOf(err)
	return polyfill.Variant{Case: string(e.Case), Value: e.Payload}
}

// The methods that have a case of their own.
var methods = []string{"GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"}

// Method makes a method.
func Method(method string) polyfill.Variant {
	if slices.Contains(methods, method) {
		return polyfill.Variant{Case: strings.ToLower(method)}
	}
	return polyfill.Variant{Case: "other", Value: method}
}

// MethodOf reads a method.
func MethodOf(v polyfill.Variant) string {
	if v.Case == "other" {
		m, _ := v.Value.(string)
		return m
	}
	return strings.ToUpper(v.Case)
}

// Scheme makes a scheme.
func Scheme(scheme string) polyfill.Variant {
	switch scheme {
	case "http", "https":
		return polyfill.Variant{Case: strings.ToUpper(scheme)}
	}
	return polyfill.Variant{Case: "other", Value: scheme}
}

// SchemeOf reads a scheme.
func SchemeOf(v polyfill.Variant) string {
	if v.Case == "other" {
		s, _ := v.Value.(string)
		return s
	}
	return strings.ToLower(v.Case)
}

// RequestOptions are the timeouts of a request, nil for those of the host.
type RequestOptions struct{ Connect, FirstByte, BetweenBytes *uint64 }

// Timeouts are the options as the client has them; o may be nil.
func (o *RequestOptions) Timeouts() (t web.Timeouts) {
	if o == nil {
		return t
	}
	of := func(ns *uint64) time.Duration {
		if ns == nil {
			return 0
		}
		return max(time.Duration(min(*ns, 1<<62)), 1) // 0 is a time, and over at once
	}
	return web.Timeouts{Connect: of(o.Connect), FirstByte: of(o.FirstByte), BetweenBytes: of(o.BetweenBytes)}
}
