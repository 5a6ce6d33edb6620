package wasmcode

import (
	"fmt"
	"unicode/utf8"
)

// Error is what is wrong with a core module or core type, and where.
type Error struct {
	Offset int // byte offset in the input that the reader was given, plus its base
	Msg    string
	// Limit is set if the input is not malformed but larger than this reader takes.
	Limit bool
}

func (e *Error) Error() string { return fmt.Sprintf("%s (at offset 0x%x)", e.Msg, e.Offset) }

// MsgEOF is the message for input that ends too early.
const MsgEOF = "unexpected end-of-file"

// maxString bounds names, see the limits in reader_module.go.
const maxString = 100_000

// Reader reads the primitive encodings of WebAssembly (Binary Format, Values)
// from a byte slice. After the first error every read gives a zero value; the
// caller asks Err where it matters, at the latest before it believes a count.
//
// Package component reads component binaries with it too.
type Reader struct {
	Buf  []byte
	Pos  int
	Base int // offset of Buf[0] in the whole input, for errors
	// MaxTypeRef is one more than the highest type index that a reference type
	// or subtype named since it was last set to 0.
	MaxTypeRef int64
	// onVal, if not nil, gets every value type that is read.
	onVal func(ValType)
	err   *Error
}

// Err gives the first error.
func (r *Reader) Err() error {
	if r.err == nil {
		return nil
	}
	return r.err
}

// Fail records an error unless there is one already; at is an offset in the
// whole input.
func (r *Reader) Fail(at int, format string, args ...any) {
	if r.err == nil {
		r.err = &Error{Offset: at, Msg: fmt.Sprintf(format, args...)}
		r.Pos = len(r.Buf)
	}
}

// FailLimit is Fail for input that is over a limit.
func (r *Reader) FailLimit(at int, format string, args ...any) {
	if r.err == nil {
		r.Fail(at, format, args...)
		r.err.Limit = true
	}
}

// Offset is where the next byte lies in the whole input.
func (r *Reader) Offset() int { return r.Base + r.Pos }

// Len is the number of bytes left.
func (r *Reader) Len() int { return len(r.Buf) - r.Pos }

// More reports whether there are bytes left and no error yet.
func (r *Reader) More() bool { return r.err == nil && r.Pos < len(r.Buf) }

// Byte reads one byte.
func (r *Reader) Byte() byte {
	if r.Pos >= len(r.Buf) {
		r.Fail(r.Offset(), MsgEOF)
		return 0
	}
	b := r.Buf[r.Pos]
	r.Pos++
	return b
}

// Peek gives the next byte without taking it.
func (r *Reader) Peek() byte {
	if r.Pos >= len(r.Buf) {
		r.Fail(r.Offset(), MsgEOF)
		return 0
	}
	return r.Buf[r.Pos]
}

// Bytes takes n bytes, a sub-slice of the input.
func (r *Reader) Bytes(n int) []byte {
	if n < 0 || n > r.Len() {
		r.Fail(r.Base+len(r.Buf), MsgEOF)
		return nil
	}
	b := r.Buf[r.Pos : r.Pos+n : r.Pos+n]
	r.Pos += n
	return b
}

// Sub takes n bytes as a reader of their own.
func (r *Reader) Sub(n int) *Reader {
	base := r.Offset()
	b := r.Bytes(n)
	return &Reader{Buf: b, Base: base, onVal: r.onVal, err: r.err}
}

// U32 reads an unsigned LEB128 of at most 32 bits.
func (r *Reader) U32() uint32 {
	// One byte is by far the most frequent.
	if r.Pos < len(r.Buf) && r.Buf[r.Pos] < 0x80 {
		b := r.Buf[r.Pos]
		r.Pos++
		return uint32(b)
	}
	return uint32(r.uleb(32))
}

// U64 reads an unsigned LEB128 of at most 64 bits.
func (r *Reader) U64() uint64 { return r.uleb(64) }

func (r *Reader) uleb(bits uint) uint64 {
	var v uint64
	for shift := uint(0); ; shift += 7 {
		at := r.Offset()
		b := r.Byte()
		if r.err != nil {
			return 0
		}
		if shift+7 > bits && uint(b)>>(bits-shift) != 0 {
			if b >= 0x80 {
				r.Fail(at, "invalid var_u%d: integer representation too long", bits)
			} else {
				r.Fail(at, "invalid var_u%d: integer too large", bits)
			}
			return 0
		}
		v |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return v
		}
	}
}

// U16 reads an unsigned LEB128 of at most 16 bits.
func (r *Reader) U16() uint16 { return uint16(r.uleb(16)) }

// S16 reads a signed LEB128 of at most 16 bits.
func (r *Reader) S16() int16 { return int16(r.sleb(16)) }

// S32 reads a signed LEB128 of at most 32 bits.
func (r *Reader) S32() int32 { return int32(r.sleb(32)) }

// S33 reads a signed LEB128 of at most 33 bits.
func (r *Reader) S33() int64 { return r.sleb(33) }

// S64 reads a signed LEB128 of at most 64 bits.
func (r *Reader) S64() int64 { return r.sleb(64) }

func (r *Reader) sleb(bits uint) int64 {
	var v int64
	for shift := uint(0); ; shift += 7 {
		at := r.Offset()
		b := r.Byte()
		if r.err != nil {
			return 0
		}
		if shift+7 >= bits {
			// The last byte: its unused bits must repeat the sign.
			rest := int8(b<<1) >> (bits - shift) // sign and unused bits
			if b >= 0x80 {
				r.Fail(at, "invalid var_s%d: integer representation too long", bits)
				return 0
			}
			if rest != 0 && rest != -1 {
				r.Fail(at, "invalid var_s%d: integer too large", bits)
				return 0
			}
		}
		v |= int64(b&0x7f) << shift
		if b < 0x80 {
			if s := shift + 7; s < 64 && b&0x40 != 0 {
				v |= -1 << s
			}
			return v
		}
	}
}

// Count reads the length of a vector and refuses one over limit. Nothing may be
// allocated from it: an element needs at least one byte, so that a count beyond
// the bytes left is refused at once, and slices grow by what was read.
func (r *Reader) Count(limit int, what string) int {
	at := r.Offset()
	n := r.U32()
	if r.err != nil {
		return 0
	}
	if int64(n) > int64(limit) {
		r.FailLimit(at, "%s size is out of bounds", what)
		return 0
	}
	if int(n) > r.Len() {
		r.Fail(r.Base+len(r.Buf), MsgEOF)
		return 0
	}
	return int(n)
}

// Name reads a UTF-8 string.
func (r *Reader) Name() string {
	at := r.Offset()
	n := r.U32()
	if r.err == nil && n > maxString {
		r.FailLimit(at, "string size out of bounds")
	}
	at = r.Offset()
	b := r.Bytes(int(n))
	if !utf8.Valid(b) {
		bad := 0
		for bad < len(b) {
			c, size := utf8.DecodeRune(b[bad:])
			if c == utf8.RuneError && size <= 1 {
				break
			}
			bad += size
		}
		r.Fail(at+bad, "malformed UTF-8 encoding")
		return ""
	}
	return string(b)
}

// BadByte records that b, the byte before the current position, is no known
// discriminant of what.
func (r *Reader) BadByte(b byte, what string) {
	r.Fail(r.Offset()-1, "invalid leading byte (0x%x) for %s", b, what)
}

// Push appends v to s and doubles the capacity when there is no room: what is
// allocated while a vector is read stays below four times its size.
func Push[T any](s []T, v T) []T {
	if len(s) == cap(s) {
		t := make([]T, len(s), max(4, 2*cap(s)))
		copy(t, s)
		s = t
	}
	return append(s, v)
}
