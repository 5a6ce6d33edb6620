package jscheck

import (
	"strings"
	"testing"
)

func TestCode(t *testing.T) {
	for code, want := range map[string]string{
		"export const a = new Map();":                                                            "",
		"import * as b from 'b'; export { b as Map };":                                           "",
		"function f(a) { return a.window + Object.keys({ location: a }).length; } export { f };": "",
		"window.x = 1;":                            "a name that nobody declared",
		"const f = () => { { let y; } y; };":       "a name that nobody declared",
		"eval('1')":                                "a name that nobody declared",
		"new Function('x')":                        "a name that nobody declared",
		"export const o = { import() {} };":        "",
		"import('x')":                              "loads modules",
		"import('x').then(document)":               "a name that nobody declared",
		"function f(WebAssembly) {} export { f };": "shadows WebAssembly",
		"const s = '</script>';":                   "</script",
		"const s = `\u2028`;":                      `'\u2028' as it is`,
		"const s = ;":                              "Unexpected",
		`\u0065val('1')`:                           "a name that nobody declared",
		"export const s = `${document}`;":          "a name that nobody declared",
		"export const s = String.raw`${eval}`;":    "a name that nobody declared",
		"globalThis.eval('1')":                     "gets at more than it has use for: globalThis.eval",
		"(() => {}).constructor('x')()":            "gets at more than it has use for: .constructor(",
		"Object.prototype.x = 1":                   "gets at more",
		"Array = 1":                                "gets at more",
		"process.exit(1)":                          "gets at more",
		"process.getBuiltinModule('x')":            "gets at more",
		"export const f = (a) => `${a.document}`;": "",
	} {
		err := Code(code)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", code, err, want)
		}
	}
}

func TestTypes(t *testing.T) {
	for code, want := range map[string]string{
		"export function f(a: number): string;\n":   "",
		"declare module 'a' { export const x: 1; }": "",
		"export const x: 1;\n} alert(1); {":         "it has code",
		"export const x: ;":                         "Unexpected",
	} {
		err := Types(code)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", code, err, want)
		}
	}
}
