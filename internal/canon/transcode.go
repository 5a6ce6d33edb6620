package canon

import (
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/jco-go/jco-go/internal/component"
)

// storeString puts a valid string into the guest's memory in its encoding. The
// sequence of realloc calls is the specification's and observable by the guest
// (CanonicalABI.md, Storing: store_string_into_range and the functions that it
// names). The source is not in the same memory, so that realloc cannot change
// it.
func (cx *Context) storeString(src *guestString, dst component.StringEncoding, traps *allocTraps) (ptr, taggedUnits uint32, err error) {
	switch dst {
	case component.UTF8:
		switch src.encoding {
		case simpleUTF8:
			return cx.storeStringCopy(src.bytes, src.units(), 1, traps)
		case simpleUTF16:
			return cx.storeStringToUTF8(src, 3, traps)
		}
		return cx.storeStringToUTF8(src, 2, traps)
	case component.UTF16:
		switch src.encoding {
		case simpleUTF8:
			return cx.storeUTF8ToUTF16(src, traps)
		case simpleUTF16:
			return cx.storeStringCopy(src.bytes, src.units(), 2, traps)
		}
		return cx.storeLatin1ToUTF16(src, traps)
	}
	switch {
	case src.encoding == simpleLatin1:
		return cx.storeStringCopy(src.bytes, src.units(), 2, traps)
	case src.tagged:
		return cx.storeProbablyUTF16ToLatin1OrUTF16(src, traps)
	}
	return cx.storeStringToLatin1OrUTF16(src, traps)
}

// storeStringCopy is store_string_copy where source and destination agree.
func (cx *Context) storeStringCopy(src []byte, units, align uint32, traps *allocTraps) (uint32, uint32, error) {
	ptr, err := cx.realloc(0, 0, align, uint32(len(src)), traps)
	if err != nil {
		return 0, 0, err
	}
	copy(cx.mem[ptr:], src)
	return ptr, units, nil
}

// storeLatin1ToUTF16 is store_string_copy from Latin-1 to UTF-16.
func (cx *Context) storeLatin1ToUTF16(src *guestString, traps *allocTraps) (uint32, uint32, error) {
	n := src.units()
	ptr, err := cx.realloc(0, 0, 2, 2*n, traps)
	if err != nil {
		return 0, 0, err
	}
	inflate(cx.view(ptr, 2*n), src.bytes)
	return ptr, n, nil
}

// storeStringToUTF8 is store_string_to_utf8: the worst case is that many bytes
// for each code unit.
func (cx *Context) storeStringToUTF8(src *guestString, bytesPerUnit uint32, traps *allocTraps) (uint32, uint32, error) {
	n := src.units()
	ptr, err := cx.realloc(0, 0, 1, n, traps)
	if err != nil {
		return 0, 0, err
	}
	r := runeReader{src: src}
	done := uint32(r.ascii(cx.view(ptr, n)))
	if done == n {
		return ptr, n, nil
	}
	worst := bytesPerUnit * n
	if ptr, err = cx.realloc(ptr, n, 1, worst, traps); err != nil {
		return 0, 0, err
	}
	out := cx.view(ptr, worst)[:done]
	for r.more() {
		out = utf8.AppendRune(out, r.next())
	}
	size := uint32(len(out))
	if worst > size {
		if ptr, err = cx.realloc(ptr, worst, 1, size, traps); err != nil {
			return 0, 0, err
		}
	}
	return ptr, size, nil
}

// storeUTF8ToUTF16 is store_utf8_to_utf16.
func (cx *Context) storeUTF8ToUTF16(src *guestString, traps *allocTraps) (uint32, uint32, error) {
	worst := 2 * src.units()
	ptr, err := cx.realloc(0, 0, 2, worst, traps)
	if err != nil {
		return 0, 0, err
	}
	r := runeReader{src: src}
	out := appendUTF16(cx.view(ptr, worst)[:0], &r)
	size := uint32(len(out))
	if size < worst {
		if ptr, err = cx.realloc(ptr, worst, 2, size, traps); err != nil {
			return 0, 0, err
		}
	}
	return ptr, size / 2, nil
}

// storeStringToLatin1OrUTF16 is store_string_to_latin1_or_utf16.
func (cx *Context) storeStringToLatin1OrUTF16(src *guestString, traps *allocTraps) (uint32, uint32, error) {
	n := src.units()
	ptr, err := cx.realloc(0, 0, 2, n, traps)
	if err != nil {
		return 0, 0, err
	}
	r := runeReader{src: src}
	dst := cx.view(ptr, n)
	done := uint32(r.ascii(dst))
	for r.more() {
		at := r
		c := r.next()
		if c < 1<<8 {
			dst[done] = byte(c)
			done++
			continue
		}
		r = at
		break
	}
	if !r.more() {
		if done < n {
			if ptr, err = cx.realloc(ptr, n, 2, done, traps); err != nil {
				return 0, 0, err
			}
		}
		return ptr, done, nil
	}
	worst := 2 * n
	if ptr, err = cx.realloc(ptr, n, 2, worst, traps); err != nil {
		return 0, 0, err
	}
	out := cx.view(ptr, worst)[:2*done]
	for i := int(done) - 1; i >= 0; i-- {
		out[2*i], out[2*i+1] = out[i], 0
	}
	out = appendUTF16(out, &r)
	size := uint32(len(out))
	if worst > size {
		if ptr, err = cx.realloc(ptr, worst, 2, size, traps); err != nil {
			return 0, 0, err
		}
	}
	return ptr, size/2 | UTF16Tag, nil
}

// storeProbablyUTF16ToLatin1OrUTF16 is store_probably_utf16_to_latin1_or_utf16.
func (cx *Context) storeProbablyUTF16ToLatin1OrUTF16(src *guestString, traps *allocTraps) (uint32, uint32, error) {
	size, units := uint32(len(src.bytes)), src.units()
	ptr, err := cx.realloc(0, 0, 2, size, traps)
	if err != nil {
		return 0, 0, err
	}
	dst := cx.view(ptr, size)
	copy(dst, src.bytes)
	for i := 1; i < len(src.bytes); i += 2 {
		if src.bytes[i] != 0 {
			return ptr, units | UTF16Tag, nil
		}
	}
	for i := range units {
		dst[i] = dst[2*i]
	}
	if ptr, err = cx.realloc(ptr, size, 1, units, traps); err != nil {
		return 0, 0, err
	}
	return ptr, units, nil
}

// runeReader reads the code points of a valid string; on an invalid one it
// still ends, and yields no more than one per code unit.
type runeReader struct {
	src *guestString
	pos int // in bytes
}

func (r *runeReader) more() bool { return r.pos < len(r.src.bytes) }

// ascii copies the ASCII at the start of a string, one byte a character.
func (r *runeReader) ascii(dst []byte) int {
	if r.src.encoding == simpleUTF16 {
		n := deflateASCII(dst, r.src.bytes)
		r.pos = 2 * n
		return n
	}
	r.pos = asciiPrefix(r.src.bytes)
	return copy(dst, r.src.bytes[:r.pos])
}

func (r *runeReader) next() rune {
	b := r.src.bytes[r.pos:]
	switch r.src.encoding {
	case simpleLatin1:
		r.pos++
		return rune(b[0])
	case simpleUTF16:
		r.pos += 2
		c := rune(binary.LittleEndian.Uint16(b))
		if utf16.IsSurrogate(c) && len(b) >= 4 {
			r.pos += 2
			return utf16.DecodeRune(c, rune(binary.LittleEndian.Uint16(b[2:])))
		}
		return c
	}
	c, n := utf8.DecodeRune(b)
	r.pos += n
	return c
}

// appendUTF16 appends what r has left; the caller has made room.
func appendUTF16(out []byte, r *runeReader) []byte {
	for r.more() {
		if b := r.src.bytes[r.pos:]; r.src.encoding == simpleUTF8 && b[0] < utf8.RuneSelf {
			run, n := asciiPrefix(b), len(out)
			out = out[:n+2*run]
			inflate(out[n:], b[:run])
			r.pos += run
			continue
		}
		c := r.next()
		if c < 1<<16 {
			out = append(out, byte(c), byte(c>>8))
			continue
		}
		hi, lo := utf16.EncodeRune(c)
		out = append(out, byte(hi), byte(hi>>8), byte(lo), byte(lo>>8))
	}
	return out
}

// inflate makes 16-bit units of bytes; dst has room for them.
func inflate(dst, src []byte) {
	for len(src) >= 4 {
		x := uint64(binary.LittleEndian.Uint32(src))
		x = (x | x<<16) & 0x0000ffff0000ffff
		x = (x | x<<8) & 0x00ff00ff00ff00ff
		binary.LittleEndian.PutUint64(dst, x)
		src, dst = src[4:], dst[8:]
	}
	for i, c := range src {
		dst[2*i], dst[2*i+1] = c, 0
	}
}

// deflateASCII makes bytes of the 16-bit units at the start of src that are
// ASCII, and returns their number; dst has room for all of src.
func deflateASCII(dst, src []byte) int {
	n := 0
	for ; len(src) >= 8; n += 4 {
		x := binary.LittleEndian.Uint64(src)
		if x&0xff80ff80ff80ff80 != 0 {
			break
		}
		x = (x | x>>8) & 0x0000ffff0000ffff
		binary.LittleEndian.PutUint32(dst[n:], uint32(x|x>>16))
		src = src[8:]
	}
	for ; len(src) >= 2 && src[1] == 0 && src[0] < utf8.RuneSelf; n++ {
		dst[n] = src[0]
		src = src[2:]
	}
	return n
}
