//go:build !js

package sockets

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"time"
)

// TCP is a TCP socket. Its states and the errors of its methods are those of the WIT: a
// method in the wrong state gives InvalidState.
type TCP struct {
	socket
	state    tcpState
	backlog  int
	pending  *os.File // being connected
	remote   netip.AddrPort
	conn     *net.TCPConn
	listener *net.TCPListener
}

type tcpState int

const (
	unbound tcpState = iota
	bound
	connecting
	connected
	listening
	finished
)

const defaultBacklog = 128

// NewTCP makes a socket, which needs no permission. The caller closes it.
func (h *Host) NewTCP(family Family) (*TCP, error) {
	if err := h.take(); err != nil {
		return nil, err
	}
	fd, err := newSocket(family, true)
	if err != nil {
		h.give()
		return nil, err
	}
	return &TCP{socket: socket{host: h, family: family, fd: fd}, backlog: defaultBacklog}, nil
}

// Bind binds to a local address.
func (s *TCP) Bind(local netip.AddrPort) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != unbound {
		return InvalidState
	}
	if err := s.bindable(local); err != nil {
		return err
	}
	if err := bindSocket(s.fd, local, true); err != nil {
		return err
	}
	s.state = bound
	return nil
}

// BeginConnect begins to connect; WaitConnect ends it.
func (s *TCP) BeginConnect(remote netip.AddrPort) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != unbound && s.state != bound {
		return InvalidState
	}
	if err := s.family.remote(remote); err != nil || remote.Addr().IsMulticast() || isBroadcast(remote.Addr()) {
		return InvalidArgument
	}
	if !s.host.policy.Connect(remote) {
		return AccessDenied
	}
	if err := beginConnect(s.fd, remote); err != nil {
		s.close()
		return err
	}
	s.pending = s.file()
	raw, err := s.pending.SyscallConn()
	if err != nil {
		s.close()
		return err
	}
	s.raw, s.remote, s.state = raw, remote, connecting
	return nil
}

// WaitConnect waits for a connection that was begun. If it fails, the socket is closed.
func (s *TCP) WaitConnect(ctx context.Context) error {
	s.mu.Lock()
	if s.state != connecting {
		s.mu.Unlock()
		return InvalidState
	}
	file, raw := s.pending, s.raw
	s.mu.Unlock()

	stop := context.AfterFunc(ctx, func() { _ = file.SetWriteDeadline(time.Unix(1, 0)) })
	var failure error
	err := raw.Write(func(fd uintptr) (done bool) {
		done, failure = connectState(int(fd))
		return done
	})
	stop()
	if err == nil {
		err = failure
	}
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != connecting { // closed meanwhile
		return ConnectionAborted
	}
	if err != nil {
		s.close()
		return err
	}
	s.pending = nil
	probes := s.probes()
	if s.conn, s.raw, err = ofNet[*net.TCPConn](file, net.FileConn); err != nil {
		s.close()
		return err
	}
	s.setProbes(probes)
	s.state = connected
	return nil
}

// Connect is BeginConnect and WaitConnect.
func (s *TCP) Connect(ctx context.Context, remote netip.AddrPort) error {
	if err := s.BeginConnect(remote); err != nil {
		return err
	}
	return s.WaitConnect(ctx)
}

// Listen begins to listen, on a port that the system chooses if the socket is not bound.
func (s *TCP) Listen() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != unbound && s.state != bound {
		return InvalidState
	}
	local, err := s.local()
	if err != nil {
		return err
	}
	if !s.host.policy.Listen(local) && !s.host.policy.Listen(netip.AddrPortFrom(local.Addr(), 0)) {
		return AccessDenied
	}
	if err := listenSocket(s.fd, s.backlog); err != nil {
		return err
	}
	if s.listener, s.raw, err = ofNet[*net.TCPListener](s.file(), net.FileListener); err != nil {
		s.close()
		return err
	}
	s.state = listening
	return nil
}

// Accept waits for a connection. Failures of one connection are skipped.
func (s *TCP) Accept(ctx context.Context) (*TCP, error) {
	s.mu.Lock()
	l := s.listener
	s.mu.Unlock()
	if l == nil {
		return nil, InvalidState
	}
	for {
		if err := s.host.take(); err != nil {
			return nil, err
		}
		stop := context.AfterFunc(ctx, func() { _ = l.SetDeadline(time.Unix(1, 0)) })
		conn, err := l.AcceptTCP()
		if !stop() {
			_ = l.SetDeadline(time.Time{})
		}
		if err == nil {
			c := &TCP{socket: socket{host: s.host, family: s.family, fd: -1}, remote: remoteOf(conn), conn: conn, state: connected}
			if c.raw, err = conn.SyscallConn(); err != nil {
				c.close()
				return nil, err
			}
			s.mu.Lock()
			probes := s.probes()
			s.mu.Unlock()
			c.setProbes(probes)
			return c, nil
		}
		s.host.give()
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		if errors.Is(err, os.ErrDeadlineExceeded) { // of an earlier call, whose context ended late
			_ = l.SetDeadline(time.Time{})
			continue
		}
		if CodeOf(err) == ConnectionAborted && !s.isClosed() {
			continue
		}
		return nil, err
	}
}

// probes are the options of keep-alive, which package net sets by its own lights when it gets a connection;
// setProbes gives a connection those of the guest. mu is held, or nobody else has the socket.
func (s *TCP) probes() (values [len(probeOptions)]int) {
	for i, o := range probeOptions {
		_ = s.control(func(fd int) (err error) {
			values[i], err = o.get(fd, s.family)
			return err
		})
	}
	return values
}

func (s *TCP) setProbes(values [len(probeOptions)]int) {
	for i, o := range probeOptions {
		_ = s.control(func(fd int) error { return o.set(fd, s.family, values[i]) }) // 0 is refused, and none
	}
}

var probeOptions = [...]option{keepAlive, keepAliveIdle, keepAliveInterval, keepAliveCount}

func (s *TCP) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

func remoteOf(conn net.Conn) netip.AddrPort {
	a, _ := conn.RemoteAddr().(*net.TCPAddr)
	return plain(a.AddrPort())
}

// plain is an address without the form of the other family around it.
func plain(a netip.AddrPort) netip.AddrPort { return netip.AddrPortFrom(a.Addr().Unmap(), a.Port()) }

// Read reads from a connection, see io.Reader.
func (s *TCP) Read(p []byte) (int, error) {
	conn, err := s.connection()
	if err != nil {
		return 0, err
	}
	return conn.Read(p)
}

// Write writes to a connection, see io.Writer.
func (s *TCP) Write(p []byte) (int, error) {
	conn, err := s.connection()
	if err != nil {
		return 0, err
	}
	return conn.Write(p)
}

func (s *TCP) connection() (*net.TCPConn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		return nil, InvalidState
	}
	return s.conn, nil
}

// Leave gives Writes no more time than d to wait for the peer.
func (s *TCP) Leave(d time.Duration) {
	if conn, err := s.connection(); err == nil {
		_ = conn.SetWriteDeadline(time.Now().Add(d)) // a connection that is closed writes no more
	}
}

// Shutdown ends one or both directions of a connection.
func (s *TCP) Shutdown(receive, send bool) error {
	conn, err := s.connection()
	if err != nil {
		return err
	}
	if receive {
		err = conn.CloseRead()
	}
	if send {
		if sendErr := conn.CloseWrite(); sendErr != nil {
			err = sendErr
		}
	}
	if errnoCode(err) == InvalidState { // the peer has ended it already
		return nil
	}
	return err
}

// LocalAddress is the address that the socket is bound to.
func (s *TCP) LocalAddress() (netip.AddrPort, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == unbound || s.state == finished {
		return netip.AddrPort{}, InvalidState
	}
	return s.local()
}

// local asks the system; mu is held.
func (s *socket) local() (local netip.AddrPort, err error) {
	err = s.control(func(fd int) error {
		local, err = localAddress(fd)
		return err
	})
	return local, err
}

// RemoteAddress is the address of the peer.
func (s *TCP) RemoteAddress() (netip.AddrPort, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != connected {
		return netip.AddrPort{}, InvalidState
	}
	return s.remote, nil
}

// Connected tells whether there is a connection.
func (s *TCP) Connected() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state == connected
}

// Listening tells whether the socket listens.
func (s *TCP) Listening() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state == listening
}

// SetBacklog sets how many connections may wait to be accepted; it must not be 0.
func (s *TCP) SetBacklog(n uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case n == 0:
		return InvalidArgument
	case s.state != unbound && s.state != bound && s.state != listening:
		return InvalidState
	}
	s.backlog = int(min(n, 1<<16-1))
	if s.state == listening {
		return s.control(func(fd int) error { return listenSocket(fd, s.backlog) })
	}
	return nil
}

// Close closes the socket and its connection.
func (s *TCP) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.close()
}

// close is Close with mu held.
func (s *TCP) close() {
	if s.closed {
		return
	}
	s.closed, s.state = true, finished
	switch {
	case s.conn != nil:
		_ = s.conn.Close()
	case s.listener != nil:
		_ = s.listener.Close()
	case s.pending != nil:
		_ = s.pending.Close()
	case s.fd >= 0:
		closeSocket(s.fd)
		s.fd = -1
	}
	s.host.give()
}
