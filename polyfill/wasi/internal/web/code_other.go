//go:build !unix && !js

package web

import (
	"errors"
	"net"
)

func errnoCase(err error) Case {
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "dial" && !op.Timeout() {
		return ConnectionRefused
	}
	return ""
}
