//go:build unix

package web

import (
	"errors"
	"syscall"
)

func errnoCase(err error) Case {
	var errno syscall.Errno
	if !errors.As(err, &errno) {
		return ""
	}
	switch errno {
	case syscall.ECONNREFUSED:
		return ConnectionRefused
	case syscall.ECONNRESET, syscall.ECONNABORTED, syscall.EPIPE:
		return ConnectionTerminated
	case syscall.ETIMEDOUT:
		return ConnectionTimeout
	case syscall.EHOSTUNREACH, syscall.ENETUNREACH, syscall.EADDRNOTAVAIL, syscall.EHOSTDOWN, syscall.ENETDOWN:
		return DestinationIPUnroutable
	case syscall.EMFILE, syscall.ENFILE:
		return ConnectionLimitReached
	}
	return ""
}
