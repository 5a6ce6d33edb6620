package component

import "github.com/jco-go/jco-go/internal/wasmcode"

// custom keeps a custom section; what is wrong inside one is no error
// (core specification, Custom Sections), a broken name is.
func (sc *scope) custom(r *wasmcode.Reader, at int) error {
	name := r.Name()
	if err := r.Err(); err != nil {
		return within(readError(err), "custom section")
	}
	if err := sc.d.charge(at, costCustom+len(name)); err != nil {
		return err
	}
	data := r.Buf[r.Pos:]
	c := sc.comp
	c.Customs = wasmcode.Push(c.Customs, Custom{Name: name, Data: data, Offset: at})
	switch name {
	case "component-name":
		sc.componentNames(data, at)
	case "package-docs":
		c.docs = packageDocs(data)
	}
	r.Pos = len(r.Buf)
	return nil
}

// componentNames reads the name section (Binary.md, Name Section), as far as it
// can be read.
func (sc *scope) componentNames(data []byte, at int) {
	c := sc.comp
	r := &wasmcode.Reader{Buf: data, Base: at}
	for r.More() {
		id := r.Byte()
		size := r.U32()
		if r.Err() != nil || int64(size) > int64(r.Len()) {
			return
		}
		s := r.Sub(int(size))
		switch id {
		case 0:
			if n := s.Name(); s.Err() == nil {
				c.Name = n
			}
		case 1:
			sort := sortName(s)
			if sort == "" {
				continue
			}
			sc.nameMap(s, sort)
		}
	}
}

// sortName reads a sort and gives the key of NameMap for it.
func sortName(r *wasmcode.Reader) string {
	switch b := r.Byte(); b {
	case 0x00:
		if s := coreSortOf(r.Byte()); s != 0 && r.Err() == nil {
			return s.String()
		}
	case 0x01:
		return SortFunc.String()
	case 0x02:
		return SortValue.String()
	case 0x03:
		return SortType.String()
	case 0x04:
		return SortComponent.String()
	case 0x05:
		return SortInstance.String()
	}
	return ""
}

func (sc *scope) nameMap(r *wasmcode.Reader, sort string) {
	c := sc.comp
	for n := r.U32(); n > 0 && r.Err() == nil; n-- {
		i, name := r.U32(), r.Name()
		// Names are a convenience: they stop where they cost too much.
		if r.Err() != nil || sc.d.budget.left < decodedBase/4 || !sc.d.budget.take(costName+len(name)) {
			return
		}
		if c.Names == nil {
			c.Names = NameMap{}
		}
		if c.Names[sort] == nil {
			c.Names[sort] = map[uint32]string{}
		}
		c.Names[sort][i] = name
	}
}
