// Package network is who a guest may talk to: rules for names, addresses and ports, which
// sockets and HTTP clients ask, and name look-up under these rules. It knows no engine and
// no version of WASI.
package network
