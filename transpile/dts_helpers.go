package transpile

// This file has the types that a file of declarations brings along where it needs
// them.

// dtsHelper is such a type.
type dtsHelper struct {
	goal  string   // its name, if that is free
	needs []string // other helpers
	docs  string
	// text gives the declaration behind the name.
	text func(m *dtsModule) string
}

var dtsHelpers = []dtsHelper{
	{goal: "Option", text: func(*dtsModule) string { return "<T> = { tag: 'none' } | { tag: 'some', val: T }" }},
	{goal: "Result", text: func(*dtsModule) string { return "<T, E> = { tag: 'ok', val: T } | { tag: 'err', val: E }" }},
	{
		// A program without the DOM's types and Node's has no AbortSignal.
		goal: "Signal",
		text: func(*dtsModule) string {
			return " = typeof globalThis extends { AbortSignal: { prototype: infer T } } ? T : never"
		},
	},
	{
		goal: "GuestStream", needs: []string{"Droppable"},
		docs: "A stream that the component writes, read in chunks of type C. `read` gives up to n elements, none at the end.",
		text: func(m *dtsModule) string {
			return "<C, A = C[]> = " + m.global("ReadableStream") + "<C> & " + m.global("AsyncIterable") + "<C> & " + m.helped["Droppable"] + " & {\n" +
				"  next(): " + m.global("Promise") + "<{ done: false, value: C } | { done: true, value?: undefined }>;\n" +
				"  read(n: number): " + m.global("Promise") + "<A>;\n" +
				"  return<T = undefined>(value?: T): " + m.global("Promise") + "<{ done: true, value: T | undefined }>;\n" +
				"}"
		},
	},
	{
		goal: "GuestNumbers", needs: []string{"GuestStream"},
		docs: "The same of numbers, in chunks of their typed array A.",
		text: func(m *dtsModule) string {
			chunk := m.global("ReturnType") + "<A['slice']>"
			return "<A extends { slice(): any }> = " + m.helped["GuestStream"] + "<" + chunk + ", " + chunk + ">"
		},
	},
	{
		goal: "GuestFuture", needs: []string{"Droppable"},
		docs: "A future that the component writes: it is read when somebody asks for its value.",
		text: func(m *dtsModule) string { return "<T> = " + m.global("Promise") + "<T> & " + m.helped["Droppable"] },
	},
	{
		goal: "ResultStream", needs: []string{"GuestFuture"},
		docs: "A stream S that fails with the error of its result instead of just ending, and the value of that.",
		text: func(m *dtsModule) string {
			return "<S, U> = S & { readonly result: " + m.helped["GuestFuture"] + "<U> }"
		},
	},
	{
		// A compiler whose libraries do not know Symbol.dispose takes it as well.
		goal: "Droppable",
		text: func(m *dtsModule) string {
			return " = " + m.global("SymbolConstructor") + " extends { readonly dispose: infer S extends symbol } ? { [K in S]: () => void } : {}"
		},
	},
	{
		goal: "ByteSource", needs: []string{"StreamSource"},
		docs: "What the component reads as bytes.",
		text: func(m *dtsModule) string {
			whole := m.global("ArrayBuffer") + " | " + m.global("ArrayBufferView") + " | string"
			return " = " + m.helped["StreamSource"] + "<" + whole + " | number | number[]> | " + m.global("Blob") + " | " + m.global("Response") + " | " + whole
		},
	},
	{
		goal: "NumberSource", needs: []string{"StreamSource"},
		docs: "What the component reads as numbers of the typed array A.",
		text: func(m *dtsModule) string {
			return "<A extends { [i: number]: any }> = " + m.helped["StreamSource"] + "<A | A[number] | A[number][]>"
		},
	},
	{
		goal: "StreamSource",
		docs: "What the component reads as a stream, from chunks of type C.",
		text: func(m *dtsModule) string {
			return "<C> = " + m.global("ReadableStream") + "<C> | " + m.global("AsyncIterable") + "<C> | (" + m.global("Iterable") + "<C> & object)"
		},
	},
	{
		// An array, which has pop, is the two.
		goal: "ResultSource", needs: []string{"FutureSource"},
		docs: "What the component reads as a stream S and its result: a source with the value, or the two apart.",
		text: func(m *dtsModule) string {
			return "<S, U, F> = (S & { result?: " + m.helped["FutureSource"] + "<U>, pop?: never }) | [S, F]"
		},
	},
	{
		goal: "FutureSource",
		docs: "What the component reads as a future.",
		text: func(m *dtsModule) string { return "<T> = " + m.global("PromiseLike") + "<T> | T" },
	},
}

// helper gives the name of a helper type, which is declared at the end of the file.
func (m *dtsModule) helper(goal string) string {
	file := m.file()
	if name := file.helped[goal]; name != "" {
		return name
	}
	file.helped[goal] = file.scope.take(goal)
	for i := range dtsHelpers {
		if dtsHelpers[i].goal == goal {
			for _, other := range dtsHelpers[i].needs {
				m.helper(other)
			}
		}
	}
	return file.helped[goal]
}

// helpers declares the helper types that were used.
func (m *dtsModule) helpers() {
	for _, h := range dtsHelpers {
		if name := m.helped[h.goal]; name != "" {
			m.docText(m.indent, h.docs)
			m.line("%s", "export type "+name+h.text(m)+";")
		}
	}
}
