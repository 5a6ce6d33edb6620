package canon

// Records, tuples, variants, enums, options and results (CanonicalABI.md:
// load_record, store_record, load_variant, store_variant and their flat
// companions).

func (k *codec) record(fields []*codec) {
	n := len(fields)
	names := fieldNames(k.Fields)
	k.accept = k.acceptRecord(fields, names)
	layout := k.Fields
	k.lowerFlat = func(cx *Context, v any, s []uint64) error {
		for i, f := range v.(Record) {
			if err := fields[i].lowerFlat(cx, f.Value, s[layout[i].Flat:]); err != nil {
				return err
			}
		}
		return nil
	}
	k.store = func(cx *Context, v any, p uint32) error {
		for i, f := range v.(Record) {
			if err := fields[i].store(cx, f.Value, p+layout[i].Offset); err != nil {
				return err
			}
		}
		return nil
	}
	k.liftFlat = func(cx *Context, s []uint64) (any, error) {
		r := make(Record, n)
		for i, f := range fields {
			v, err := f.liftFlat(cx, s[layout[i].Flat:])
			if err != nil {
				return nil, err
			}
			r[i] = Field{names[i], v}
		}
		return r, nil
	}
	k.load = func(cx *Context, p uint32) (any, error) {
		if err := cx.spend(uint64(32 * n)); err != nil {
			return nil, err
		}
		r := make(Record, n)
		for i, f := range fields {
			v, err := f.load(cx, p+layout[i].Offset)
			if err != nil {
				return nil, err
			}
			r[i] = Field{names[i], v}
		}
		return r, nil
	}
}

func (k *codec) tuple(fields []*codec) {
	n := len(fields)
	k.accept = k.acceptTuple(fields)
	layout := k.Fields
	k.lowerFlat = func(cx *Context, v any, s []uint64) error {
		for i, e := range v.(Tuple) {
			if err := fields[i].lowerFlat(cx, e, s[layout[i].Flat:]); err != nil {
				return err
			}
		}
		return nil
	}
	k.store = func(cx *Context, v any, p uint32) error {
		for i, e := range v.(Tuple) {
			if err := fields[i].store(cx, e, p+layout[i].Offset); err != nil {
				return err
			}
		}
		return nil
	}
	k.liftFlat = func(cx *Context, s []uint64) (any, error) {
		t := make(Tuple, n)
		for i, f := range fields {
			v, err := f.liftFlat(cx, s[layout[i].Flat:])
			if err != nil {
				return nil, err
			}
			t[i] = v
		}
		return t, nil
	}
	k.load = func(cx *Context, p uint32) (any, error) {
		if err := cx.spend(uint64(16 * n)); err != nil {
			return nil, err
		}
		t := make(Tuple, n)
		for i, f := range fields {
			v, err := f.load(cx, p+layout[i].Offset)
			if err != nil {
				return nil, err
			}
			t[i] = v
		}
		return t, nil
	}
}

// variantOf builds the four directions from split, which takes a canonical
// value apart into case and payload, and join, which puts it together.
func (k *codec) variantOf(cases []*codec, split func(v any) (int, any), join func(i int, payload any) any) {
	size, offset, flatLen, n := k.DiscSize, k.PayloadOffset, k.FlatLen, uint32(len(k.Cases))
	k.lowerFlat = func(cx *Context, v any, s []uint64) error {
		i, payload := split(v)
		s[0] = uint64(i)
		used := 1
		if c := cases[i]; c != nil {
			if err := c.lowerFlat(cx, payload, s[1:]); err != nil {
				return err
			}
			used += c.FlatLen
		}
		clear(s[used:flatLen])
		return nil
	}
	k.store = func(cx *Context, v any, p uint32) error {
		i, payload := split(v)
		cx.putUint(p, size, uint32(i))
		if c := cases[i]; c != nil {
			return c.store(cx, payload, p+offset)
		}
		return nil
	}
	k.liftFlat = func(cx *Context, s []uint64) (any, error) {
		i := uint32(s[0])
		if i >= n {
			return nil, discriminantTrap(i, n)
		}
		var payload any
		if c := cases[i]; c != nil {
			var err error
			if payload, err = c.liftFlat(cx, s[1:]); err != nil {
				return nil, err
			}
		}
		return join(int(i), payload), nil
	}
	k.load = func(cx *Context, p uint32) (any, error) {
		i := cx.uint(p, size)
		if i >= n {
			return nil, discriminantTrap(i, n)
		}
		if err := cx.spend(48); err != nil {
			return nil, err
		}
		var payload any
		if c := cases[i]; c != nil {
			var err error
			if payload, err = c.load(cx, p+offset); err != nil {
				return nil, err
			}
		}
		return join(int(i), payload), nil
	}
}

func discriminantTrap(i, n uint32) error {
	return trapf("invalid variant discriminant: discriminant %d out of range [0..%d)", i, n)
}

func (k *codec) variant(cases []*codec) {
	index := make(map[string]int, len(cases))
	for i, c := range k.Cases {
		index[c.Name] = i
	}
	k.accept = k.acceptVariant(cases, index)
	layout := k.Cases
	k.variantOf(cases,
		func(v any) (int, any) {
			w := v.(Variant)
			return index[w.Case], w.Value
		},
		func(i int, payload any) any { return Variant{layout[i].Name, payload} })
}

func (k *codec) enum() {
	// The values are made once, so that lifting allocates nothing.
	values := make([]any, len(k.Cases))
	index := make(map[Enum]int, len(k.Cases))
	for i, c := range k.Cases {
		values[i] = Enum(c.Name)
		index[Enum(c.Name)] = i
	}
	k.accept = k.acceptEnum(values, index)
	size, n := k.DiscSize, uint32(len(k.Cases))
	k.lowerFlat = func(_ *Context, v any, s []uint64) error {
		s[0] = uint64(index[v.(Enum)])
		return nil
	}
	k.store = func(cx *Context, v any, p uint32) error {
		cx.putUint(p, size, uint32(index[v.(Enum)]))
		return nil
	}
	lift := func(i uint32) (any, error) {
		if i >= n {
			return nil, discriminantTrap(i, n)
		}
		return values[i], nil
	}
	k.liftFlat = func(_ *Context, s []uint64) (any, error) { return lift(uint32(s[0])) }
	k.load = func(cx *Context, p uint32) (any, error) { return lift(cx.uint(p, size)) }
}

func (k *codec) option(some *codec) {
	k.accept = k.acceptOption(some)
	cases := []*codec{nil, some}
	if isOptional(some.Type) {
		k.variantOf(cases,
			func(v any) (int, any) {
				o := v.(Option)
				return int(bit(o.Some)), o.Value
			},
			func(i int, payload any) any { return Option{i == 1, payload} })
		return
	}
	k.variantOf(cases,
		func(v any) (int, any) {
			if v == nil {
				return 0, nil
			}
			return 1, v
		},
		func(i int, payload any) any { return payload })
}

func (k *codec) result(cases []*codec) {
	k.accept = k.acceptResult(cases)
	k.variantOf(cases,
		func(v any) (int, any) {
			r := v.(Result)
			return int(bit(r.IsErr)), r.Value
		},
		func(i int, payload any) any { return Result{i == 1, payload} })
}
