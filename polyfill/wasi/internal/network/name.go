package network

import (
	"strings"

	"golang.org/x/net/idna"
)

// toASCII does what browsers and Node do with the host of a URL (UTS #46, the WHATWG URL standard's domain to ASCII), so that
// names are the same on every engine.
var toASCII = idna.New(
	idna.MapForLookup(), idna.Transitional(false), idna.BidiRule(), idna.CheckJoiners(true),
	idna.CheckHyphens(false), idna.StrictDomainName(false), idna.VerifyDNSLength(false),
)

// cleanName checks a host name, as a name look-up wants it, and brings it into one form: in
// ASCII, lower case, without the last dot.
func cleanName(name string) (string, error) {
	if len(name) > 4*253 { // the longest in another form
		return "", ErrName
	}
	if !isASCII(name) {
		ascii, err := toASCII.ToASCII(name)
		if err != nil || endsInNumber(ascii) {
			return "", ErrName
		}
		name = ascii
	}
	name = strings.ToLower(strings.TrimSuffix(name, "."))
	if name == "" || len(name) > 253 {
		return "", ErrName
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 {
			return "", ErrName
		}
		for _, c := range []byte(label) {
			if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
				return "", ErrName
			}
		}
	}
	return name, nil
}

func isASCII(name string) bool {
	return strings.IndexFunc(name, func(r rune) bool { return r >= 0x80 }) < 0
}

// ASCII gives a host in ASCII, as it is sent to others: one that is so already as it is. The error is ErrName.
func ASCII(host string) (string, error) {
	if isASCII(host) {
		return host, nil
	}
	return cleanName(host)
}

// endsInNumber tells whether a name would be the address of IPv4 to some resolvers, and is it to URLs: an address is not
// to be had by other digits.
func endsInNumber(name string) bool {
	name = strings.TrimSuffix(name, ".")
	last := name[strings.LastIndexByte(name, '.')+1:]
	if hex, ok := strings.CutPrefix(strings.ToLower(last), "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}
