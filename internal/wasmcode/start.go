package wasmcode

// HasStart reports whether a valid core module has a start function. It reads no
// more than the headers of the sections.
func HasStart(bin []byte) bool {
	if len(bin) < len(preamble) {
		return false
	}
	r := &Reader{Buf: bin, Pos: len(preamble)}
	for r.More() {
		if r.Byte() == SectionStart {
			return true
		}
		r.Bytes(int(r.U32()))
	}
	return false
}
