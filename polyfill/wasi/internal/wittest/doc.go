// Package wittest has what the tests of the faces of WASI's versions share: it calls the functions of a version
// without a guest, and has peers for them. Nothing but tests imports it.
package wittest
