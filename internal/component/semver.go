package component

import (
	"fmt"
	"strings"
)

// semverError explains why s is no version of Semantic Versioning 2.0, in the
// words of the semver crate, which wasm-tools and its tests use; "" if it is one.
func semverError(s string) string {
	if s == "" {
		return "empty string, expected a semver version"
	}
	rest := s
	for i, part := range []string{"major version number", "minor version number", "patch version number"} {
		digits := 0
		for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
			digits++
		}
		switch {
		case digits == 0 && rest == "":
			return "unexpected end of input while parsing " + part
		case digits == 0:
			return fmt.Sprintf("unexpected character '%s' while parsing %s", firstChar(rest), part)
		case digits > 1 && rest[0] == '0':
			return "invalid leading zero in " + part
		case digits > 20, digits == 20 && rest[:digits] > "18446744073709551615":
			return "value of " + part + " exceeds u64::MAX"
		}
		rest = rest[digits:]
		if i == 2 {
			break
		}
		if rest == "" {
			return "unexpected end of input while parsing " + part
		}
		if rest[0] != '.' {
			return fmt.Sprintf("unexpected character '%s' after %s", firstChar(rest), part)
		}
		rest = rest[1:]
	}
	if rest == "" {
		return ""
	}
	if rest[0] == '-' {
		pre, build, hasBuild := strings.Cut(rest[1:], "+")
		if msg := identifiers(pre, "pre-release identifier", true); msg != "" {
			return msg
		}
		if !hasBuild {
			return ""
		}
		return identifiers(build, "build metadata", false)
	}
	if rest[0] == '+' {
		return identifiers(rest[1:], "build metadata", false)
	}
	return fmt.Sprintf("unexpected character '%s' after patch version number", firstChar(rest))
}

func firstChar(s string) string {
	for _, c := range s {
		return string(c)
	}
	return ""
}

// identifiers checks dot-separated identifiers.
func identifiers(s, what string, noLeadingZero bool) string {
	for _, id := range strings.Split(s, ".") {
		if id == "" {
			return "empty identifier segment in " + what
		}
		numeric := true
		for _, c := range id {
			switch {
			case c >= '0' && c <= '9':
			case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '-':
				numeric = false
			default:
				return fmt.Sprintf("unexpected character '%c' in %s", c, what)
			}
		}
		if noLeadingZero && numeric && len(id) > 1 && id[0] == '0' {
			return "invalid leading zero in " + what
		}
	}
	return ""
}
