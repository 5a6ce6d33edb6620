package transpile

import (
	"strings"
	"unicode"
)

// This file turns WIT names into JavaScript names by jco's rules, so that host
// code written against jco's output fits ours: functions, fields and parameters
// are lowerCamelCase, types and resources PascalCase.

// words splits a name where jco's case conversion does: at everything that is
// neither letter nor digit, between a lower- and an upper-case letter
// ("fooBar"), and before the last capital of a run ("XMLHttp"). Digits belong
// to the word they stand in.
func words(name string) []string {
	type caseMode uint8
	const (
		boundary caseMode = iota
		lower
		upper
	)
	var out []string
	for _, part := range strings.FieldsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) {
		runes := []rune(part)
		start, mode := 0, boundary
		for i, r := range runes {
			next := mode
			switch {
			case unicode.IsLower(r):
				next = lower
			case unicode.IsUpper(r):
				next = upper
			}
			if i+1 < len(runes) {
				following := runes[i+1]
				if next == lower && unicode.IsUpper(following) {
					out = append(out, string(runes[start:i+1]))
					start, mode = i+1, boundary
					continue
				}
				if mode == upper && unicode.IsUpper(r) && unicode.IsLower(following) {
					out = append(out, string(runes[start:i]))
					start, mode = i, boundary
					continue
				}
			}
			mode = next
		}
		out = append(out, string(runes[start:]))
	}
	return out
}

// capitalized gives a word with its first letter in upper case and the rest in lower case.
func capitalized(word string) string {
	for i, r := range word {
		if i == 0 {
			size := len(string(r))
			return string(unicode.ToUpper(r)) + strings.ToLower(word[size:])
		}
	}
	return ""
}

// lowerCamel gives the JavaScript name of a function, field or parameter:
// "get-http-URL" becomes "getHttpUrl". It does not look at reserved words: a
// name in the position of a binding goes through identifier or a scope.
func lowerCamel(name string) string {
	var b strings.Builder
	for i, w := range words(name) {
		if i == 0 {
			b.WriteString(strings.ToLower(w))
		} else {
			b.WriteString(capitalized(w))
		}
	}
	return b.String()
}

// upperCamel gives the JavaScript name of a type, resource or interface:
// "input-stream" becomes "InputStream".
func upperCamel(name string) string {
	var b strings.Builder
	for _, w := range words(name) {
		b.WriteString(capitalized(w))
	}
	return b.String()
}

// kebab gives a name in lower case, its words joined by hyphens.
func kebab(name string) string {
	parts := words(name)
	for i, w := range parts {
		parts[i] = strings.ToLower(w)
	}
	return strings.Join(parts, "-")
}

// isIdentifier reports whether s can stand as a binding in a module: an ASCII
// identifier that is no reserved word.
func isIdentifier(s string) bool { return isIdentifierName(s) && !reservedWords[s] }

// isIdentifierName reports whether s is an ASCII IdentifierName, reserved words
// included: what may follow a dot or name a property without quotes.
func isIdentifierName(s string) bool {
	for i := range len(s) {
		if !isIdentifierByte(s[i], i == 0) {
			return false
		}
	}
	return s != ""
}

func isIdentifierByte(c byte, first bool) bool {
	switch {
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '$', c == '_':
		return true
	case c >= '0' && c <= '9':
		return !first
	}
	return false
}

// identifier gives a valid identifier as close to goal as jco's: goal itself if
// it is one, else its lowerCamel form with '.' as '_' and any other foreign
// character as '$', and '_' in front of a reserved word. Clashes are a scope's
// business.
func identifier(goal string) string {
	if isIdentifier(goal) {
		return goal
	}
	var b strings.Builder
	for _, r := range lowerCamel(goal) {
		switch {
		case r < 0x80 && isIdentifierByte(byte(r), b.Len() == 0):
			b.WriteByte(byte(r))
		case r < 0x80 && isIdentifierByte(byte(r), false): // a digit in front
			b.WriteByte('_')
			b.WriteByte(byte(r))
		default:
			b.WriteByte('$')
		}
	}
	if id := b.String(); isIdentifier(id) {
		return id
	}
	return "_" + b.String()
}

// propertyKey gives name as a key of an object literal, a class member or a
// destructuring pattern. `__proto__` gets a computed key: as a plain or quoted
// one it would set the prototype.
func propertyKey(name string) string {
	switch {
	case name == "__proto__":
		return `["__proto__"]`
	case isIdentifierName(name):
		return name
	}
	return quote(name)
}

// member gives the access to property name of an expression: ".name" or `["na me"]`.
func member(name string) string {
	if isIdentifierName(name) {
		return "." + name
	}
	return "[" + quote(name) + "]"
}

// uniqueNames gives each of names its converted form, the later ones of a clash
// ("a-1" and "a1") with "$1", "$2"… behind; taken are forms that must not come out.
func uniqueNames(names []string, convert func(string) string, taken ...string) []string {
	used := make(map[string]bool, len(names)+len(taken))
	for _, t := range taken {
		used[t] = true
	}
	out, numbered := make([]string, len(names)), numbers{}
	for i, name := range names {
		out[i] = numbered.free(convert(name), func(s string) bool { return used[s] })
		used[out[i]] = true
	}
	return out
}
