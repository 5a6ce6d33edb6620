//go:build !js

package wit

import (
	"net/netip"
	"strconv"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/sockets"
)

// Family reads an ip-address-family.
func Family(v string) sockets.Family {
	if v == "ipv4" {
		return sockets.IPv4
	}
	return sockets.IPv6
}

// FamilyName makes an ip-address-family.
func FamilyName(f sockets.Family) string {
	if f == sockets.IPv4 {
		return "ipv4"
	}
	return "ipv6"
}

// Address makes an ip-address.
func Address(a netip.Addr) polyfill.Variant {
	if a.Is4() {
		return polyfill.Variant{Case: "ipv4", Value: ipv4(a)}
	}
	return polyfill.Variant{Case: "ipv6", Value: ipv6(a)}
}

func ipv4(a netip.Addr) polyfill.Tuple {
	b := a.As4()
	return polyfill.Tuple{b[0], b[1], b[2], b[3]}
}

func ipv6(a netip.Addr) polyfill.Tuple {
	b := a.As16()
	t := make(polyfill.Tuple, 8)
	for i := range t {
		t[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	return t
}

// SocketAddress makes an ip-socket-address.
func SocketAddress(a netip.AddrPort) polyfill.Variant {
	if a.Addr().Is4() {
		return polyfill.Variant{Case: "ipv4", Value: map[string]any{"port": a.Port(), "address": ipv4(a.Addr())}}
	}
	scope, _ := strconv.ParseUint(a.Addr().Zone(), 10, 32) // 0 for none
	return polyfill.Variant{Case: "ipv6", Value: map[string]any{
		"port": a.Port(), "flow-info": uint32(0), "address": ipv6(a.Addr()), "scope-id": uint32(scope),
	}}
}

// AddrPort reads an ip-socket-address.
func AddrPort(v polyfill.Variant) netip.AddrPort {
	r, _ := v.Value.(polyfill.Record)
	port, _ := r.Get("port").(uint16)
	parts, _ := r.Get("address").(polyfill.Tuple)
	if v.Case == "ipv4" {
		var b [4]byte
		for i, p := range parts {
			b[i], _ = p.(uint8)
		}
		return netip.AddrPortFrom(netip.AddrFrom4(b), port)
	}
	var b [16]byte
	for i, p := range parts {
		n, _ := p.(uint16)
		b[2*i], b[2*i+1] = byte(n>>8), byte(n)
	}
	a := netip.AddrFrom16(b)
	if scope, _ := r.Get("scope-id").(uint32); scope != 0 {
		a = a.WithZone(strconv.FormatUint(uint64(scope), 10))
	}
	return netip.AddrPortFrom(a, port)
}
