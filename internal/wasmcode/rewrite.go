package wasmcode

import "fmt"

// ImportName is the two-level name of a core import.
type ImportName struct {
	Module, Name string
}

// RewriteImports gives each import of the module a new name, in the module's
// order, and leaves everything else as it is: len(names) must be the number of
// the module's imports. The result is a new slice; all sections but the import
// section are copied verbatim.
//
// Engines need this because wazero refuses an empty import module name, maps
// one import module name to one module, and because the host's own modules are
// reached by names that only the engine knows.
func (m *Module) RewriteImports(names []ImportName) ([]byte, error) {
	if len(names) != len(m.Imports) {
		return nil, fmt.Errorf("core module %q has %d imports, but %d names were given", m.Name, len(m.Imports), len(names))
	}
	sec := m.Section(SectionImport)
	if sec == nil {
		return append([]byte(nil), m.Bytes...), nil
	}
	r := &Reader{Buf: sec.Content, Base: m.base + sec.Start}
	body := AppendU32(make([]byte, 0, len(sec.Content)+16*len(names)), r.U32())
	for _, n := range names {
		r.Name()
		r.Name()
		desc := r.Pos
		r.ExternType(m)
		body = AppendName(body, n.Module)
		body = AppendName(body, n.Name)
		body = append(body, sec.Content[desc:r.Pos]...)
	}
	if err := r.Err(); err != nil {
		return nil, err // the module was changed since it was read
	}
	out := make([]byte, 0, len(m.Bytes)+len(body)-len(sec.Content)+5)
	out = append(out, m.Bytes[:sec.Offset]...)
	out = appendSized(out, SectionImport, body)
	return append(out, m.Bytes[sec.End:]...), nil
}
