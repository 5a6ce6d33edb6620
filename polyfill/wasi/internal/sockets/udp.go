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

// UDP is a UDP socket. It receives from whom the policy lets it send to, or from everybody
// if the policy lets it listen.
type UDP struct {
	socket
	conn    *net.UDPConn // from being bound on
	listens bool
	bound   netip.AddrPort // the address that it was bound to
	remote  netip.AddrPort // of a connected one
}

// MaxDatagram is the largest datagram in bytes that there can be.
const MaxDatagram = 65535

// NewUDP makes a socket, which needs no permission. The caller closes it.
func (h *Host) NewUDP(family Family) (*UDP, error) {
	if err := h.take(); err != nil {
		return nil, err
	}
	fd, err := newSocket(family, false)
	if err != nil {
		h.give()
		return nil, err
	}
	return &UDP{socket: socket{host: h, family: family, fd: fd}}, nil
}

// Bind binds to a local address.
func (s *UDP) Bind(local netip.AddrPort) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bind(local)
}

func (s *UDP) bind(local netip.AddrPort) error {
	if s.closed || s.conn != nil {
		return InvalidState
	}
	if err := s.bindable(local); err != nil {
		return err
	}
	if err := bindSocket(s.fd, local, false); err != nil {
		return err
	}
	var err error
	if s.conn, s.raw, err = ofNet[*net.UDPConn](s.file(), net.FilePacketConn); err != nil {
		s.close()
		return err
	}
	s.listens = s.host.policy.Listen(local)
	s.bound, err = s.local()
	return err
}

// Connect limits the socket to one peer, and binds it if it is not. A second call chooses
// another peer.
func (s *UDP) Connect(remote netip.AddrPort) error {
	if err := s.family.remote(remote); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.host.policy.Connect(remote) {
		return AccessDenied
	}
	if s.conn == nil {
		if err := s.bind(s.family.unspecified()); err != nil {
			return err
		}
	}
	if err := s.control(func(fd int) error { return connectDatagrams(fd, remote) }); err != nil {
		return err
	}
	s.remote = remote
	return nil
}

// Disconnect lifts the limit to one peer.
func (s *UDP) Disconnect() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.remote.IsValid() {
		return InvalidState
	}
	if err := s.control(func(fd int) error { return disconnectDatagrams(fd, s.bound) }); err != nil {
		return err
	}
	s.remote = netip.AddrPort{}
	return nil
}

// Send sends one datagram, to the peer if remote is not valid. It binds the socket if it is
// not bound.
func (s *UDP) Send(data []byte, remote netip.AddrPort) error {
	conn, to, err := s.destination(remote)
	if err != nil {
		return err
	}
	if len(data) > MaxDatagram {
		return DatagramTooLarge
	}
	if to.IsValid() {
		_, err = conn.WriteToUDPAddrPort(data, to)
	} else {
		_, err = conn.Write(data)
	}
	return err
}

// destination is where a datagram for remote goes, no address for the peer that the socket is connected to.
func (s *UDP) destination(remote netip.AddrPort) (*net.UDPConn, netip.AddrPort, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.closed:
		return nil, remote, InvalidState
	case !remote.IsValid() && !s.remote.IsValid():
		return nil, remote, InvalidArgument
	case !remote.IsValid():
		remote = s.remote
	case s.remote.IsValid() && remote != s.remote:
		return nil, remote, InvalidArgument
	}
	if err := s.family.remote(remote); err != nil {
		return nil, remote, err
	}
	if !s.host.policy.Connect(remote) {
		return nil, remote, AccessDenied
	}
	if s.conn == nil {
		if err := s.bind(s.family.unspecified()); err != nil {
			return nil, remote, err
		}
	}
	if s.remote.IsValid() {
		return s.conn, netip.AddrPort{}, nil
	}
	return s.conn, remote, nil
}

// Receive waits for a datagram, of which it writes as much into p as there is room for.
func (s *UDP) Receive(ctx context.Context, p []byte) (int, netip.AddrPort, error) {
	s.mu.Lock()
	conn := s.conn
	s.mu.Unlock()
	if conn == nil {
		return 0, netip.AddrPort{}, InvalidState
	}
	for {
		stop := context.AfterFunc(ctx, func() { _ = conn.SetReadDeadline(time.Unix(1, 0)) })
		n, from, err := conn.ReadFromUDPAddrPort(p)
		if !stop() {
			_ = conn.SetReadDeadline(time.Time{})
		}
		switch {
		case err == nil && !s.receives(plain(from)):
			continue
		case err == nil:
			return n, plain(from), nil
		case ctx.Err() != nil:
			return 0, netip.AddrPort{}, context.Cause(ctx)
		case errors.Is(err, os.ErrDeadlineExceeded): // of an earlier call, whose context ended late
			_ = conn.SetReadDeadline(time.Time{})
			continue
		}
		return 0, netip.AddrPort{}, err
	}
}

// receives tells whether datagrams of that peer are for the guest.
func (s *UDP) receives(from netip.AddrPort) bool {
	s.mu.Lock()
	remote, listens := s.remote, s.listens
	s.mu.Unlock()
	if remote.IsValid() && from != remote {
		return false
	}
	return listens || s.host.policy.Connect(from)
}

// LocalAddress is the address that the socket is bound to.
func (s *UDP) LocalAddress() (netip.AddrPort, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.conn == nil {
		return netip.AddrPort{}, InvalidState
	}
	return s.local()
}

// RemoteAddress is the address of the peer.
func (s *UDP) RemoteAddress() (netip.AddrPort, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.remote.IsValid() {
		return netip.AddrPort{}, InvalidState
	}
	return s.remote, nil
}

// Close closes the socket.
func (s *UDP) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.close()
}

func (s *UDP) close() {
	if s.closed {
		return
	}
	s.closed = true
	switch {
	case s.conn != nil:
		_ = s.conn.Close()
	case s.fd >= 0:
		closeSocket(s.fd)
		s.fd = -1
	}
	s.host.give()
}
