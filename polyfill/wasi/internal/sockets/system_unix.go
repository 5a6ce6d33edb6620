//go:build unix

package sockets

import (
	"errors"
	"net/netip"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// newSocket makes a socket that does not block and that children do not inherit. An IPv6
// socket is for IPv6 only.
func newSocket(family Family, stream bool) (int, error) {
	domain, kind := unix.AF_INET, unix.SOCK_DGRAM
	if family == IPv6 {
		domain = unix.AF_INET6
	}
	if stream {
		kind = unix.SOCK_STREAM
	}
	syscall.ForkLock.RLock()
	fd, err := unix.Socket(domain, kind, 0)
	if err == nil {
		unix.CloseOnExec(fd)
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return -1, err
	}
	err = unix.SetNonblock(fd, true)
	if err == nil && family == IPv6 {
		err = unix.SetsockoptInt(fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 1)
	}
	if err != nil {
		closeSocket(fd)
		return -1, err
	}
	return fd, nil
}

func closeSocket(fd int) { _ = unix.Close(fd) }

func bindSocket(fd int, local netip.AddrPort, reuse bool) error {
	if reuse {
		// As servers want it: a port whose last connections are still timing out can be bound.
		if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1); err != nil {
			return err
		}
	}
	err := unix.Bind(fd, sockaddr(local))
	if errors.Is(err, unix.EADDRNOTAVAIL) || errors.Is(err, unix.EACCES) || errors.Is(err, unix.EINVAL) {
		return bindCode(err)
	}
	return err
}

func bindCode(err error) error {
	if errors.Is(err, unix.EACCES) {
		return AccessDenied
	}
	return AddressNotBindable
}

// listenSocket begins to listen, or changes the backlog of a socket that listens.
func listenSocket(fd, backlog int) error { return unix.Listen(fd, backlog) }

// beginConnect begins to connect a socket that does not block.
func beginConnect(fd int, remote netip.AddrPort) error {
	switch err := unix.Connect(fd, sockaddr(remote)); err {
	case nil, unix.EINPROGRESS, unix.EALREADY, unix.EINTR:
		return nil
	default:
		return err
	}
}

// connectDatagrams has a socket send to and receive from one peer.
func connectDatagrams(fd int, remote netip.AddrPort) error { return unix.Connect(fd, sockaddr(remote)) }

// disconnectDatagrams lifts that. The system may take the port away with it, which comes back then.
func disconnectDatagrams(fd int, bound netip.AddrPort) error {
	if err := dissolve(fd); err != nil {
		return err
	}
	if local, err := localAddress(fd); err != nil || local == bound {
		return err
	}
	if err := unix.Bind(fd, sockaddr(bound)); err != nil && !errors.Is(err, unix.EINVAL) { // it is bound
		return err
	}
	return nil
}

// connectState tells whether a connection that was begun is there, or has failed. The poller
// may wake up too early.
func connectState(fd int) (done bool, err error) {
	code, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err != nil {
		return true, err
	}
	switch errno := syscall.Errno(code); errno {
	case 0:
		_, err := unix.Getpeername(fd)
		return err == nil, nil
	case syscall.EINPROGRESS, syscall.EALREADY, syscall.EINTR:
		return false, nil
	case syscall.EISCONN:
		return true, nil
	default:
		return true, errno
	}
}

func localAddress(fd int) (netip.AddrPort, error) {
	sa, err := unix.Getsockname(fd)
	if err != nil {
		return netip.AddrPort{}, err
	}
	switch a := sa.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), uint16(a.Port)), nil
	case *unix.SockaddrInet6:
		ip := netip.AddrFrom16(a.Addr)
		if a.ZoneId != 0 {
			ip = ip.WithZone(strconv.FormatUint(uint64(a.ZoneId), 10))
		}
		return netip.AddrPortFrom(ip, uint16(a.Port)), nil
	}
	return netip.AddrPort{}, NotSupported
}

func sockaddr(a netip.AddrPort) unix.Sockaddr {
	if a.Addr().Is4() {
		return &unix.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}
	}
	zone, _ := strconv.ParseUint(a.Addr().Zone(), 10, 32) // 0 for none
	return &unix.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16(), ZoneId: uint32(zone)}
}

// option is a number that belongs to a socket.
type option struct {
	level, name   int
	level6, name6 int // of IPv6, if it is another
	halved        bool
}

var (
	hopLimit          = option{level: unix.IPPROTO_IP, name: unix.IP_TTL, level6: unix.IPPROTO_IPV6, name6: unix.IPV6_UNICAST_HOPS}
	receiveBuffer     = option{level: unix.SOL_SOCKET, name: unix.SO_RCVBUF, halved: doublesBuffers}
	sendBuffer        = option{level: unix.SOL_SOCKET, name: unix.SO_SNDBUF, halved: doublesBuffers}
	keepAlive         = option{level: unix.SOL_SOCKET, name: unix.SO_KEEPALIVE}
	keepAliveIdle     = option{level: unix.IPPROTO_TCP, name: tcpKeepIdle}
	keepAliveInterval = option{level: unix.IPPROTO_TCP, name: unix.TCP_KEEPINTVL}
	keepAliveCount    = option{level: unix.IPPROTO_TCP, name: unix.TCP_KEEPCNT}
)

func (o option) of(family Family) (level, name int) {
	if family == IPv6 && o.level6 != 0 {
		return o.level6, o.name6
	}
	return o.level, o.name
}

func (o option) get(fd int, family Family) (int, error) {
	level, name := o.of(family)
	v, err := unix.GetsockoptInt(fd, level, name)
	if o.halved {
		v /= 2
	}
	return v, err
}

func (o option) set(fd int, family Family, value int) error {
	level, name := o.of(family)
	return unix.SetsockoptInt(fd, level, name, value)
}

func errnoCode(err error) Code {
	var errno syscall.Errno
	if !errors.As(err, &errno) {
		return ""
	}
	return errnoCodes[errno]
}

var errnoCodes = map[syscall.Errno]Code{
	syscall.EACCES:          AccessDenied,
	syscall.EPERM:           AccessDenied,
	syscall.EAFNOSUPPORT:    NotSupported,
	syscall.EPROTONOSUPPORT: NotSupported,
	syscall.ENOPROTOOPT:     NotSupported,
	syscall.EOPNOTSUPP:      NotSupported,
	syscall.EINVAL:          InvalidArgument,
	syscall.EDESTADDRREQ:    InvalidArgument,
	syscall.ENOMEM:          OutOfMemory,
	syscall.ENOBUFS:         OutOfMemory,
	syscall.ETIMEDOUT:       Timeout,
	syscall.EISCONN:         InvalidState,
	syscall.ENOTCONN:        InvalidState,
	syscall.EMFILE:          NewSocketLimit,
	syscall.ENFILE:          NewSocketLimit,
	syscall.EADDRNOTAVAIL:   AddressNotBindable,
	syscall.EADDRINUSE:      AddressInUse,
	syscall.EHOSTUNREACH:    RemoteUnreachable,
	syscall.ENETUNREACH:     RemoteUnreachable,
	syscall.ENETDOWN:        RemoteUnreachable,
	syscall.EHOSTDOWN:       RemoteUnreachable,
	syscall.ECONNREFUSED:    ConnectionRefused,
	syscall.EPIPE:           ConnectionBroken,
	syscall.ECONNRESET:      ConnectionReset,
	syscall.ECONNABORTED:    ConnectionAborted,
	syscall.EMSGSIZE:        DatagramTooLarge,
}
