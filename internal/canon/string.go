package canon

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"

	"github.com/jco-go/jco-go/internal/component"
)

// simpleEncoding is the encoding of one string: latin1+utf16 is decided by the
// tag of its length (CanonicalABI.md, Storing: src_simple_encoding).
type simpleEncoding uint8

const (
	simpleUTF8 simpleEncoding = iota
	simpleUTF16
	simpleLatin1
)

// guestString is a string in a guest's memory, bounds and encoding checked.
type guestString struct {
	bytes    []byte
	encoding simpleEncoding
	tagged   bool // a latin1+utf16 string in utf16
}

// units is the number of code units.
func (s *guestString) units() uint32 {
	if s.encoding == simpleUTF16 {
		return uint32(len(s.bytes) / 2)
	}
	return uint32(len(s.bytes))
}

// stringTraps are the traps for a string that cannot be lifted.
type stringTraps struct{ long, align, bounds *Trap }

var hostStringTraps = &stringTraps{errStringTooLong, errStringAlign, errStringBounds}

// stringAt finds the string with that address and length in code units
// (CanonicalABI.md, Loading: load_string_from_range). Its encoding is not yet
// checked.
func (cx *Context) stringAt(ptr, taggedUnits uint32, enc component.StringEncoding, traps *stringTraps) (s guestString, err error) {
	n, align := uint64(taggedUnits), uint32(1)
	switch enc {
	case component.UTF16:
		n, align, s.encoding = 2*n, 2, simpleUTF16
	case component.Latin1UTF16:
		align = 2
		if s.tagged = taggedUnits&UTF16Tag != 0; s.tagged {
			n, s.encoding = 2*(n^UTF16Tag), simpleUTF16
		} else {
			s.encoding = simpleLatin1
		}
	}
	switch {
	case ptr&(align-1) != 0:
		return s, traps.align
	case !cx.inBounds(ptr, n):
		return s, traps.bounds
	case n > MaxStringByteLength:
		return s, traps.long
	}
	s.bytes = cx.view(ptr, uint32(n))
	return s, nil
}

// liftString makes a Go string of a guest's.
func (cx *Context) liftString(ptr, taggedUnits uint32, enc component.StringEncoding) (string, error) {
	s, err := cx.stringAt(ptr, taggedUnits, enc, hostStringTraps)
	if err != nil {
		return "", err
	}
	if err := cx.spend(uint64(len(s.bytes))); err != nil {
		return "", err
	}
	switch s.encoding {
	case simpleUTF16:
		return decodeUTF16(s.bytes)
	case simpleLatin1:
		return decodeLatin1(s.bytes), nil
	}
	if !utf8.Valid(s.bytes) {
		return "", invalidUTF8(s.bytes)
	}
	return string(s.bytes), nil
}

// invalidUTF8 says what is wrong with b, in the words of Rust's
// core::str::Utf8Error, which wasmtime passes on.
func invalidUTF8(b []byte) error {
	i := 0
	for i < len(b) {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		i += n
	}
	rest := b[i:]
	if !utf8.FullRune(rest) {
		return trapf("incomplete utf-8 byte sequence from index %d", i)
	}
	// The longest prefix of a character is what is skipped.
	n := 1
	for n < len(rest) && n < utf8.UTFMax && !utf8.FullRune(rest[:n]) {
		n++
	}
	if n > 1 {
		n--
	}
	return trapf("invalid utf-8 sequence of %d bytes from index %d", n, i)
}

// decodeUTF16 makes a Go string of little-endian UTF-16.
func decodeUTF16(b []byte) (string, error) {
	out := make([]byte, len(b)/2)
	n := deflateASCII(out, b)
	out = out[:n]
	for i := 2 * n; i+1 < len(b); i += 2 {
		r := rune(binary.LittleEndian.Uint16(b[i:]))
		if r < utf8.RuneSelf {
			out = append(out, byte(r))
			continue
		}
		if utf16.IsSurrogate(r) {
			if i+3 < len(b) {
				r = utf16.DecodeRune(r, rune(binary.LittleEndian.Uint16(b[i+2:])))
			} else {
				r = utf8.RuneError
			}
			if r == utf8.RuneError {
				return "", errLoneSurrogate
			}
			i += 2
		}
		out = utf8.AppendRune(out, r)
	}
	return unsafe.String(unsafe.SliceData(out), len(out)), nil
}

// validUTF16 reports whether little-endian UTF-16 has no lone surrogate.
func validUTF16(b []byte) bool {
	for i := 0; i+1 < len(b); i += 2 {
		if b[i+1]&0xf8 != 0xd8 {
			continue
		}
		if b[i+1]&0x04 != 0 || i+3 >= len(b) || b[i+3]&0xfc != 0xdc {
			return false
		}
		i += 2
	}
	return true
}

// decodeLatin1 makes a Go string of Latin-1.
func decodeLatin1(b []byte) string {
	if asciiPrefix(b) == len(b) {
		return string(b)
	}
	out := make([]byte, 0, len(b)+len(b)/2)
	for _, c := range b {
		out = utf8.AppendRune(out, rune(c))
	}
	return unsafe.String(unsafe.SliceData(out), len(out))
}

// asciiPrefix is the number of leading ASCII bytes.
func asciiPrefix(b []byte) int {
	i := 0
	for ; i+8 <= len(b); i += 8 {
		if binary.LittleEndian.Uint64(b[i:])&0x8080808080808080 != 0 {
			break
		}
	}
	for i < len(b) && b[i] < utf8.RuneSelf {
		i++
	}
	return i
}

// lowerString puts a valid Go string into the guest's memory.
func (cx *Context) lowerString(s string, enc component.StringEncoding) (ptr, taggedUnits uint32, err error) {
	src := guestString{bytes: unsafe.Slice(unsafe.StringData(s), len(s)), encoding: simpleUTF8}
	return cx.storeString(&src, enc, hostAlloc)
}
