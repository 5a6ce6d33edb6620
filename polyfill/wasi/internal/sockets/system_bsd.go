//go:build unix && !linux && !darwin

package sockets

import "golang.org/x/sys/unix"

const (
	tcpKeepIdle    = unix.TCP_KEEPIDLE
	doublesBuffers = false
)
