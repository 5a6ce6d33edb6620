//go:build !unix && !js

package sockets

import "net/netip"

// There are no sockets here whose steps can be done one by one: nothing gets beyond newSocket.

func newSocket(Family, bool) (int, error) { return -1, NotSupported }

func closeSocket(int) {}

func bindSocket(int, netip.AddrPort, bool) error { return NotSupported }

func listenSocket(int, int) error { return NotSupported }

func beginConnect(int, netip.AddrPort) error { return NotSupported }

func connectDatagrams(int, netip.AddrPort) error { return NotSupported }

func disconnectDatagrams(int, netip.AddrPort) error { return NotSupported }

func connectState(int) (bool, error) { return true, NotSupported }

func localAddress(int) (netip.AddrPort, error) { return netip.AddrPort{}, NotSupported }

type option int

const (
	hopLimit option = iota
	receiveBuffer
	sendBuffer
	keepAlive
	keepAliveIdle
	keepAliveInterval
	keepAliveCount
)

func (option) get(int, Family) (int, error) { return 0, NotSupported }

func (option) set(int, Family, int) error { return NotSupported }

func errnoCode(error) Code { return "" }
