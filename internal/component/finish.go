package component

// finish fills in the fields of t that follow from its parts.
func finish(t *ValType) {
	t.size, t.depth = 1, 1
	t.text = addText(0, uint32(len(t.Name)))
	t.hasResource = t.Kind == KindOwn || t.Kind == KindBorrow
	t.hasBorrow = t.Kind == KindBorrow
	t.hasEnd = t.Kind == KindStream || t.Kind == KindFuture
	t.hasError = t.Kind == KindErrorContext
	t.hasPointer = t.Kind == KindString || t.Kind == KindList || t.Kind == KindMap
	part := func(u *ValType) {
		if u == nil {
			return
		}
		t.size = addSize(t.size, u.size)
		t.text = addText(t.text, u.text)
		t.depth = max(t.depth, saturate(u.depth))
		t.hasResource = t.hasResource || u.hasResource
		t.hasBorrow = t.hasBorrow || u.hasBorrow
		t.hasEnd = t.hasEnd || u.hasEnd
		t.hasError = t.hasError || u.hasError
		// A stream or future is a handle: its elements are copied later.
		t.hasPointer = t.hasPointer || u.hasPointer && t.Kind != KindStream && t.Kind != KindFuture
	}
	for i := range t.Fields {
		t.text = addText(t.text, uint32(len(t.Fields[i].Name)))
		part(t.Fields[i].Type)
	}
	for i := range t.Cases {
		t.text = addText(t.text, uint32(len(t.Cases[i].Name)))
		part(t.Cases[i].Type)
	}
	for _, l := range t.Labels {
		t.text = addText(t.text, uint32(len(l)))
	}
	for _, e := range t.Elems {
		part(e)
	}
	part(t.Elem)
	part(t.Err)
	measure(t)
	computeFlat(t)
}

func saturate(depth uint8) uint8 {
	if depth == 255 {
		return depth
	}
	return depth + 1
}

// addSize adds effective type sizes, not beyond maxTypeSize+1.
func addSize(a, b uint32) uint32 { return min(a+b, maxTypeSize+1) }

// addText adds lengths of names, not beyond maxText.
func addText(a, b uint32) uint32 { return min(a+b, maxText) }

// measure computes elem_size and alignment with 64-bit pointers
// (CanonicalABI.md, Element Size), the measure of the limit in Binary.md.
func measure(t *ValType) {
	l := layout{align: 1}
	switch t.Kind {
	case KindBool, KindS8, KindU8:
		l = layout{1, 1}
	case KindS16, KindU16:
		l = layout{2, 2}
	case KindS32, KindU32, KindF32, KindChar, KindErrorContext, KindOwn, KindBorrow, KindStream, KindFuture:
		l = layout{4, 4}
	case KindS64, KindU64, KindF64:
		l = layout{8, 8}
	case KindString, KindList, KindMap:
		l = layout{16, 8}
	case KindFlags:
		switch n := len(t.Labels); {
		case n <= 8:
			l = layout{1, 1}
		case n <= 16:
			l = layout{2, 2}
		default:
			l = layout{4, 4}
		}
	case KindEnum:
		l = discriminant(len(t.Labels))
	case KindRecord:
		for i := range t.Fields {
			l = l.then(t.Fields[i].Type)
		}
		l = l.round()
	case KindTuple:
		for _, e := range t.Elems {
			l = l.then(e)
		}
		l = l.round()
	case KindFixedList:
		l = layout{uint64(t.Elem.elemSize) * uint64(t.Len), t.Elem.align}
	case KindVariant:
		payload := layout{align: 1}
		for i := range t.Cases {
			payload = payload.or(t.Cases[i].Type)
		}
		l = discriminant(len(t.Cases)).thenLayout(payload).round()
	case KindOption, KindResult:
		payload := layout{align: 1}.or(t.Elem).or(t.Err)
		l = layout{1, 1}.thenLayout(payload).round()
	}
	t.elemSize, t.align = uint32(min(l.size, maxElemSize+1)), l.align
}

type layout struct {
	size  uint64
	align uint8
}

func (l layout) then(t *ValType) layout {
	return l.thenLayout(layout{uint64(t.elemSize), t.align})
}

func (l layout) thenLayout(m layout) layout {
	a := uint64(m.align)
	return layout{min((l.size+a-1)/a*a+m.size, maxElemSize+1), max(l.align, m.align)}
}

func (l layout) or(t *ValType) layout {
	if t == nil {
		return l
	}
	return layout{max(l.size, uint64(t.elemSize)), max(l.align, t.align)}
}

func (l layout) round() layout {
	a := uint64(l.align)
	return layout{(l.size + a - 1) / a * a, l.align}
}

func discriminant(cases int) layout {
	switch {
	case cases <= 1<<8:
		return layout{1, 1}
	case cases <= 1<<16:
		return layout{2, 2}
	}
	return layout{4, 4}
}
