//go:build !js

package sockets

import (
	"context"
	"errors"
	"net"
	"os"

	"github.com/jco-go/jco-go/polyfill/wasi/internal/network"
)

// Code is a case of an error-code of wasi:sockets, by its name in WIT. It is an error.
type Code string

func (c Code) Error() string { return string(c) }

// The cases. Those that only one version of WASI has are said differently by the other.
const (
	Unknown            Code = "unknown" // "other" in 0.3
	AccessDenied       Code = "access-denied"
	NotSupported       Code = "not-supported"
	InvalidArgument    Code = "invalid-argument"
	OutOfMemory        Code = "out-of-memory"
	Timeout            Code = "timeout"
	InvalidState       Code = "invalid-state"
	NewSocketLimit     Code = "new-socket-limit" // 0.2
	AddressNotBindable Code = "address-not-bindable"
	AddressInUse       Code = "address-in-use"
	RemoteUnreachable  Code = "remote-unreachable"
	ConnectionRefused  Code = "connection-refused"
	ConnectionBroken   Code = "connection-broken" // 0.3
	ConnectionReset    Code = "connection-reset"
	ConnectionAborted  Code = "connection-aborted"
	DatagramTooLarge   Code = "datagram-too-large"

	NameUnresolvable         Code = "name-unresolvable"
	TemporaryResolverFailure Code = "temporary-resolver-failure"
	PermanentResolverFailure Code = "permanent-resolver-failure"
)

// CodeOf gives the case that an error stands for.
func CodeOf(err error) Code {
	var code Code
	var dns *net.DNSError
	switch {
	case errors.As(err, &code):
		return code
	case errors.Is(err, network.ErrDenied):
		return AccessDenied
	case errors.Is(err, network.ErrName):
		return InvalidArgument
	case errors.As(err, &dns):
		switch {
		case dns.IsNotFound:
			return NameUnresolvable
		case dns.IsTemporary || dns.IsTimeout:
			return TemporaryResolverFailure
		}
		return PermanentResolverFailure
	}
	if code := errnoCode(err); code != "" {
		return code
	}
	switch {
	case errors.Is(err, net.ErrClosed), errors.Is(err, os.ErrClosed):
		return ConnectionAborted
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		return Timeout
	case errors.Is(err, errors.ErrUnsupported):
		return NotSupported
	}
	return Unknown
}
