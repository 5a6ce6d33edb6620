package network

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// rule allows some ports of some hosts.
type rule struct {
	any    bool
	name   string // lower case, without the last dot
	below  bool   // all names below name, not name itself
	prefix netip.Prefix
	lo, hi uint16
}

// parseRule reads HOST or HOST:PORT. HOST is *, a name, *.name, an address or a range of
// addresses (10.0.0.0/8, [2001:db8::]/32); PORT is *, a number or a range (8000-8999), all
// ports if it is left out.
func parseRule(text string) (rule, error) {
	host, port, err := splitRule(text)
	if err != nil {
		return rule{}, err
	}
	r := rule{hi: 65535}
	if port != "" && port != "*" {
		lo, hi, ranged := strings.Cut(port, "-")
		if !ranged {
			hi = lo
		}
		for i, bound := range []string{lo, hi} {
			n, err := strconv.ParseUint(bound, 10, 16)
			if err != nil {
				return rule{}, fmt.Errorf("the network rule %q has no port at its end: want a number, a range as 8000-8999, or *", text)
			}
			*[]*uint16{&r.lo, &r.hi}[i] = uint16(n)
		}
		if r.lo > r.hi {
			return rule{}, fmt.Errorf("the network rule %q has an empty range of ports", text)
		}
	}
	switch {
	case host == "*":
		r.any = true
	case strings.Contains(host, "/"):
		if r.prefix, err = netip.ParsePrefix(host); err != nil {
			return rule{}, fmt.Errorf("the network rule %q: %w", text, err)
		}
		r.prefix = r.prefix.Masked()
	default:
		if a, err := netip.ParseAddr(host); err == nil {
			a = a.Unmap().WithZone("")
			r.prefix = netip.PrefixFrom(a, a.BitLen())
			return r, nil
		}
		r.name, r.below = strings.CutPrefix(host, "*.")
		if r.name, err = cleanName(r.name); err != nil {
			return rule{}, fmt.Errorf("the network rule %q names no host: want a name, *.name, an address, a range as 10.0.0.0/8, or *", text)
		}
	}
	return r, nil
}

func splitRule(text string) (host, port string, err error) {
	if rest, ok := strings.CutPrefix(text, "["); ok {
		host, rest, ok := strings.Cut(rest, "]")
		if !ok {
			return "", "", fmt.Errorf("the network rule %q has a [ without a ]", text)
		}
		if bits, isRange := strings.CutPrefix(rest, "/"); isRange {
			bits, port, _ := strings.Cut(bits, ":")
			return host + "/" + bits, port, nil
		}
		port, ok := strings.CutPrefix(rest, ":")
		if !ok && rest != "" {
			return "", "", fmt.Errorf("the network rule %q has %q behind its address", text, rest)
		}
		return host, port, nil
	}
	if strings.Count(text, ":") > 1 { // an IPv6 address without brackets has no port
		return text, "", nil
	}
	host, port, _ = strings.Cut(text, ":")
	return host, port, nil
}

func (r rule) port(p uint16) bool { return r.lo <= p && p <= r.hi }

// namesHost tells whether the rule allows a host by its name.
func (r rule) namesHost(name string) bool {
	switch {
	case r.any:
		return true
	case r.name == "":
		return false
	case r.below:
		return strings.HasSuffix(name, "."+r.name)
	}
	return name == r.name
}

// hasAddr tells whether the rule allows an address by itself.
func (r rule) hasAddr(a netip.Addr) bool {
	return r.any || r.name == "" && r.prefix.Contains(a.Unmap().WithZone(""))
}
