//go:build !js

package sockets

import (
	"io"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"
)

// socket is what TCP and UDP sockets have in common: the system's socket, which is a number
// at first and belongs to package net once it waits for something.
type socket struct {
	host   *Host
	family Family

	mu     sync.Mutex
	fd     int             // -1 if it belongs to raw, or is closed
	raw    syscall.RawConn // of package net
	closed bool
}

// file makes a file of the system's socket, which belongs to it then; mu is held.
func (s *socket) file() *os.File {
	f := os.NewFile(uintptr(s.fd), "socket")
	s.fd = -1
	return f
}

// ofNet gives the system's socket to package net, by one of its functions for files.
func ofNet[S syscall.Conn, I io.Closer](file *os.File, make func(*os.File) (I, error)) (s S, raw syscall.RawConn, err error) {
	made, err := make(file)
	_ = file.Close() // what was made has a number of its own
	if err != nil {
		return s, nil, err
	}
	own, ok := any(made).(S)
	if !ok {
		_ = made.Close()
		return s, nil, NotSupported
	}
	if raw, err = own.SyscallConn(); err != nil {
		_ = made.Close()
		return s, nil, err
	}
	return own, raw, nil
}

// control runs f with the system's socket; mu is held.
func (s *socket) control(f func(fd int) error) error {
	switch {
	case s.closed:
		return InvalidState
	case s.raw != nil:
		var err error
		if outer := s.raw.Control(func(fd uintptr) { err = f(int(fd)) }); outer != nil {
			return outer
		}
		return err
	case s.fd < 0:
		return InvalidState
	}
	return f(s.fd)
}

// Family is the socket's address family.
func (s *socket) Family() Family { return s.family }

// get and set read and write an option of the system.

func (s *socket) get(o option) (value int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	err = s.control(func(fd int) error {
		value, err = o.get(fd, s.family)
		return err
	})
	return value, err
}

func (s *socket) set(o option, value int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.control(func(fd int) error { return o.set(fd, s.family, value) })
}

// HopLimit is the hop limit or time to live of packets.
func (s *socket) HopLimit() (uint8, error) {
	v, err := s.get(hopLimit)
	return uint8(min(v, 255)), err
}

// SetHopLimit sets the hop limit, which must not be 0.
func (s *socket) SetHopLimit(n uint8) error {
	if n == 0 {
		return InvalidArgument
	}
	return s.set(hopLimit, int(n))
}

// maxBuffer is the largest size of a buffer that is asked for; the system has its own limit below.
const maxBuffer = 1 << 30

// ReceiveBufferSize is the size in bytes.
func (s *socket) ReceiveBufferSize() (uint64, error) {
	v, err := s.get(receiveBuffer)
	return uint64(v), err
}

// SetReceiveBufferSize asks for a size in bytes, which must not be 0. The system may choose another.
func (s *socket) SetReceiveBufferSize(n uint64) error { return s.setBuffer(receiveBuffer, n) }

// SendBufferSize is the size in bytes.
func (s *socket) SendBufferSize() (uint64, error) {
	v, err := s.get(sendBuffer)
	return uint64(v), err
}

// SetSendBufferSize asks for a size in bytes, which must not be 0. The system may choose another.
func (s *socket) SetSendBufferSize(n uint64) error { return s.setBuffer(sendBuffer, n) }

func (s *socket) setBuffer(o option, n uint64) error {
	if n == 0 {
		return InvalidArgument
	}
	return s.set(o, int(min(n, maxBuffer)))
}

// KeepAlive tells whether idle connections are probed.
func (s *TCP) KeepAlive() (bool, error) {
	v, err := s.get(keepAlive)
	return v != 0, err
}

// SetKeepAlive turns probes of idle connections on or off.
func (s *TCP) SetKeepAlive(on bool) error {
	if on {
		return s.set(keepAlive, 1)
	}
	return s.set(keepAlive, 0)
}

// KeepAliveIdle is how long a connection is idle before it is probed.
func (s *TCP) KeepAliveIdle() (time.Duration, error) { return s.seconds(keepAliveIdle) }

// SetKeepAliveIdle sets it, to whole seconds.
func (s *TCP) SetKeepAliveIdle(d time.Duration) error { return s.setSeconds(keepAliveIdle, d) }

// KeepAliveInterval is the time between probes.
func (s *TCP) KeepAliveInterval() (time.Duration, error) { return s.seconds(keepAliveInterval) }

// SetKeepAliveInterval sets it, to whole seconds.
func (s *TCP) SetKeepAliveInterval(d time.Duration) error { return s.setSeconds(keepAliveInterval, d) }

// KeepAliveCount is how many probes may stay without an answer.
func (s *TCP) KeepAliveCount() (uint32, error) {
	v, err := s.get(keepAliveCount)
	return uint32(v), err
}

// SetKeepAliveCount sets it; it must not be 0.
func (s *TCP) SetKeepAliveCount(n uint32) error {
	if n == 0 {
		return InvalidArgument
	}
	return s.set(keepAliveCount, int(min(n, maxKeepAliveCount)))
}

// What Linux takes at most (include/net/tcp.h).
const (
	maxKeepAliveCount   = 127
	maxKeepAliveSeconds = 32767
)

func (s *TCP) seconds(o option) (time.Duration, error) {
	v, err := s.get(o)
	return time.Duration(v) * time.Second, err
}

func (s *TCP) setSeconds(o option, d time.Duration) error {
	if d <= 0 {
		return InvalidArgument
	}
	return s.set(o, int((min(d, maxKeepAliveSeconds*time.Second)+time.Second-1)/time.Second))
}

// bindable checks an address to bind.
func (s *socket) bindable(a netip.AddrPort) error {
	switch {
	case !s.family.has(a.Addr()), a.Addr().IsMulticast(), isBroadcast(a.Addr()):
		return InvalidArgument
	case !s.host.policy.Bind(a):
		return AccessDenied
	}
	return nil
}
