//go:build unix

package files

import (
	"errors"
	"syscall"
)

// errnoCode is the case for an error number, "" for an error without one, and for a
// number that WASI has no case for.
func errnoCode(err error) Code {
	var errno syscall.Errno
	if !errors.As(err, &errno) {
		return ""
	}
	return errnoCodes[errno]
}

var errnoCodes = map[syscall.Errno]Code{
	syscall.EACCES:       Access,
	syscall.EALREADY:     "already",
	syscall.EBADF:        BadDescriptor,
	syscall.EBUSY:        "busy",
	syscall.EDEADLK:      "deadlock",
	syscall.EDQUOT:       Quota,
	syscall.EEXIST:       Exist,
	syscall.EFBIG:        FileTooLarge,
	syscall.EILSEQ:       IllegalByteSeq,
	syscall.EINPROGRESS:  "in-progress",
	syscall.EINTR:        Interrupted,
	syscall.EINVAL:       Invalid,
	syscall.EIO:          IO,
	syscall.EISDIR:       IsDirectory,
	syscall.ELOOP:        Loop,
	syscall.EMLINK:       "too-many-links",
	syscall.EMSGSIZE:     "message-size",
	syscall.ENAMETOOLONG: "name-too-long",
	syscall.ENODEV:       "no-device",
	syscall.ENOENT:       NoEntry,
	syscall.ENOLCK:       "no-lock",
	syscall.ENOMEM:       "insufficient-memory",
	syscall.ENOSPC:       InsufficientSpace,
	syscall.ENOTDIR:      NotDirectory,
	syscall.ENOTEMPTY:    "not-empty",
	syscall.ENOTSUP:      Unsupported,
	syscall.ENOSYS:       Unsupported,
	syscall.ENOTTY:       "no-tty",
	syscall.ENXIO:        "no-such-device",
	syscall.EOVERFLOW:    "overflow",
	syscall.EPERM:        NotPermitted,
	syscall.EPIPE:        "pipe",
	syscall.EROFS:        ReadOnly,
	syscall.ESPIPE:       "invalid-seek",
	syscall.ETXTBSY:      "text-file-busy",
	syscall.EXDEV:        CrossDevice,
	// The process or the system has no more file descriptors: no case of WASI says so.
	syscall.EMFILE: Quota,
	syscall.ENFILE: Quota,
}
