package transpile

// reservedWords are the words that cannot name a binding in a module
// (ECMA-262, Keywords and Reserved Words, in strict mode code), and those that
// a binding must not name there (eval, arguments).
var reservedWords = set(
	"arguments", "await", "break", "case", "catch", "class", "const", "continue", "debugger", "default",
	"delete", "do", "else", "enum", "eval", "export", "extends", "false", "finally", "for", "function",
	"if", "implements", "import", "in", "instanceof", "interface", "let", "new", "null", "package",
	"private", "protected", "public", "return", "static", "super", "switch", "this", "throw", "true",
	"try", "typeof", "var", "void", "while", "with", "yield",
)

// globals are the names that a module scope never hands out: the globals of
// ECMA-262, and those of Node and the web platform that generated code uses or
// that people expect to mean the global when they read it.
var globals = []string{
	// ECMA-262, The Global Object
	"globalThis", "Infinity", "NaN", "undefined", "isFinite", "isNaN", "parseFloat", "parseInt",
	"decodeURI", "decodeURIComponent", "encodeURI", "encodeURIComponent", "escape", "unescape",
	"AggregateError", "Array", "ArrayBuffer", "AsyncDisposableStack", "BigInt", "BigInt64Array",
	"BigUint64Array", "Boolean", "DataView", "Date", "DisposableStack", "Error", "EvalError",
	"FinalizationRegistry", "Float16Array", "Float32Array", "Float64Array", "Function", "Int8Array",
	"Int16Array", "Int32Array", "Iterator", "Map", "Number", "Object", "Promise", "Proxy", "RangeError",
	"ReferenceError", "RegExp", "Set", "SharedArrayBuffer", "String", "SuppressedError", "Symbol",
	"SyntaxError", "TypeError", "Uint8Array", "Uint8ClampedArray", "Uint16Array", "Uint32Array",
	"URIError", "WeakMap", "WeakRef", "WeakSet", "Atomics", "Intl", "JSON", "Math", "Reflect", "Temporal",
	// the web platform and Node
	"WebAssembly", "TextDecoder", "TextEncoder", "URL", "fetch", "Response", "Request", "Headers", "Blob",
	"ReadableStream", "WritableStream", "TransformStream", "AbortController", "AbortSignal",
	"DOMException", "Event", "EventTarget", "MessageChannel", "Worker", "atob", "btoa", "crypto",
	"console", "queueMicrotask", "structuredClone", "setTimeout", "clearTimeout", "setInterval",
	"clearInterval", "setImmediate", "clearImmediate", "performance", "navigator", "location", "window",
	"self", "document", "process", "Buffer", "global", "require", "module", "exports", "__dirname",
	"__filename", "Deno", "Bun",
	// names of the language that are no reserved words
	"async", "of", "get", "set", "constructor",
}

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}
