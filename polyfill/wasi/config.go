//go:build !js

package wasi

import (
	"io"
	"net/http"
	"time"

	"github.com/jco-go/jco-go/polyfill/wasi/internal/files"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/network"
)

// Config says what guests get. The zero Config gives nothing: no arguments, no environment,
// a standard input that has ended, outputs that go nowhere, no files and no network. Clocks
// and random numbers are there always.
type Config struct {
	// Args are the arguments; the first is the name of the program.
	Args []string
	// Env are the environment variables.
	Env []EnvVar
	// Cwd is the directory that a guest is told to begin in, which makes no difference to its
	// rights. Most languages take "/" if it is empty.
	Cwd string
	// Stdin, Stdout and Stderr are the standard files. One that is a terminal is told to be one.
	// They are read and written while a guest's call runs; the reading of an input may outlast
	// the call that began it.
	Stdin          io.Reader
	Stdout, Stderr io.Writer

	// Dirs are the directories that guests get.
	Dirs []Dir
	// Network is who may be talked to, with sockets and HTTP.
	Network Network
	// Limits bound what guests can hold.
	Limits Limits

	// Now is the time of day, with the time zone of guests; time.Now if it is nil.
	Now func() time.Time
	// Random gives random numbers; the operating system if it is nil.
	Random io.Reader
	// Transport has the TLS configuration of requests that guests send. Its other settings
	// are not used.
	Transport *http.Transport
	// Resolver looks names up; the system's if it is nil.
	Resolver Resolver
}

// EnvVar is an environment variable.
type EnvVar struct{ Key, Value string }

// Dir is a directory of the host that guests get, with everything below it. Neither paths nor
// symbolic links lead out of it; devices, pipes and sockets in it cannot be opened.
type Dir = files.Dir

// Network is who guests may talk to, as lists of rules. A rule is HOST or HOST:PORT:
//
//   - everybody
//     example.com:443      a name, which guests may look up then
//     *.example.com        all names below a name
//     127.0.0.1:8000-8999  an address, and a range of ports
//     10.0.0.0/8  [::1]:53  [2001:db8::]/32
//
// Addresses are checked, not only names: a name stands for what its look-up gives, but not
// for addresses of this machine and its network link (127.0.0.1, ::1, 169.254.1.1, …), unless
// the name is localhost; for these there must be a rule of their own.
//
// Sockets can be made without any rule.
type Network struct {
	// Connect is who may be connected and sent to, by TCP, UDP and HTTP. UDP sockets receive
	// from the same.
	Connect []string
	// Listen are local addresses that may be listened on, and received on from everybody.
	Listen []string
}

// Resolver looks names up; *net.Resolver is one.
type Resolver = network.Resolver

// Limits bound what the instances of a host can hold at once. 0 stands for a default.
type Limits struct {
	// Descriptors are open files, directories and file streams, 1024 by default. One more is
	// refused with the error code quota.
	Descriptors int
	// Sockets are TCP and UDP sockets, 1024 by default. One more is refused with
	// new-socket-limit.
	Sockets int
}
