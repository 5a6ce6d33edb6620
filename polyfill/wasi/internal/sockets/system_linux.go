package sockets

import "golang.org/x/sys/unix"

const (
	tcpKeepIdle = unix.TCP_KEEPIDLE
	// doublesBuffers: the size of a buffer that is read is twice the one that was set, socket(7).
	doublesBuffers = true
)
