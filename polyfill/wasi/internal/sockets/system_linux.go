package sockets

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	tcpKeepIdle = unix.TCP_KEEPIDLE
	// doublesBuffers: the size of a buffer that is read is twice the one that was set, socket(7).
	doublesBuffers = true
)

// dissolve dissolves the association with a peer, connect(2).
func dissolve(fd int) error {
	to := unix.RawSockaddr{Family: unix.AF_UNSPEC}
	if _, _, errno := unix.Syscall(unix.SYS_CONNECT, uintptr(fd), uintptr(unsafe.Pointer(&to)), unsafe.Sizeof(to)); errno != 0 {
		return errno
	}
	return nil
}
