//go:build unix && !linux

package sockets

import "golang.org/x/sys/unix"

// dissolve dissolves the association with a peer, connect(2): an address that cannot be one does, and is an error.
func dissolve(fd int) error {
	sa, err := unix.Getsockname(fd)
	if err != nil {
		return err
	}
	var to unix.Sockaddr = &unix.SockaddrInet4{}
	if _, six := sa.(*unix.SockaddrInet6); six {
		to = &unix.SockaddrInet6{}
	}
	_ = unix.Connect(fd, to)
	return nil
}
