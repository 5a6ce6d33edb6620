//go:build !js

package web

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"os"
	"strings"

	"github.com/jco-go/jco-go/polyfill/wasi/internal/network"
)

// Error is an error-code of wasi:http: a case by its name in WIT, and its payload in the
// dynamic form, nil if the case has none. It is comparable to a Case by errors.Is.
type Error struct {
	Case    Case
	Payload any
}

// Case is a case of wasi:http's error-code, by its name in WIT. It is an error.
type Case string

func (c Case) Error() string { return string(c) }

func (e *Error) Error() string { return string(e.Case) }

// Unwrap gives the case.
func (e *Error) Unwrap() error { return e.Case }

// The cases that this package gives.
const (
	DNSTimeout                Case = "DNS-timeout"
	DNSError                  Case = "DNS-error"
	DestinationIPProhibited   Case = "destination-IP-prohibited"
	DestinationIPUnroutable   Case = "destination-IP-unroutable"
	ConnectionRefused         Case = "connection-refused"
	ConnectionTerminated      Case = "connection-terminated"
	ConnectionTimeout         Case = "connection-timeout"
	ConnectionReadTimeout     Case = "connection-read-timeout"
	ConnectionLimitReached    Case = "connection-limit-reached"
	TLSProtocolError          Case = "TLS-protocol-error"
	TLSCertificateError       Case = "TLS-certificate-error"
	TLSAlertReceived          Case = "TLS-alert-received"
	RequestDenied             Case = "HTTP-request-denied"
	RequestBodySize           Case = "HTTP-request-body-size"
	RequestMethodInvalid      Case = "HTTP-request-method-invalid"
	RequestURIInvalid         Case = "HTTP-request-URI-invalid"
	ResponseIncomplete        Case = "HTTP-response-incomplete"
	ResponseHeaderSectionSize Case = "HTTP-response-header-section-size"
	ResponseBodySize          Case = "HTTP-response-body-size"
	ResponseTimeout           Case = "HTTP-response-timeout"
	ProtocolError             Case = "HTTP-protocol-error"
	InternalError             Case = "internal-error"
)

// ErrorOf gives the error-code that an error stands for.
func ErrorOf(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	var c Case
	if !errors.As(err, &c) {
		c = caseOf(err)
	}
	switch c {
	case DNSError:
		return &Error{c, dnsPayload(err)}
	case TLSAlertReceived:
		var alert tls.AlertError
		errors.As(err, &alert)
		text := alert.Error()
		return &Error{c, map[string]any{"alert-id": uint8(alert), "alert-message": text}}
	case InternalError:
		return &Error{c, err.Error()}
	}
	return &Error{c, nil}
}

func caseOf(err error) Case {
	var (
		dns      *net.DNSError
		alert    tls.AlertError
		cert     *tls.CertificateVerificationError
		unknown  x509.UnknownAuthorityError
		record   tls.RecordHeaderError
		protocol textproto.ProtocolError
		tooLarge *http.MaxBytesError
	)
	switch {
	case errors.Is(err, network.ErrDeniedAddress):
		return DestinationIPProhibited
	case errors.Is(err, network.ErrDenied):
		return RequestDenied
	case errors.Is(err, network.ErrName):
		return RequestURIInvalid
	case errors.As(err, &dns):
		if dns.IsTimeout {
			return DNSTimeout
		}
		return DNSError
	case errors.As(err, &alert):
		return TLSAlertReceived
	case errors.As(err, &cert), errors.As(err, &unknown):
		return TLSCertificateError
	case errors.As(err, &record):
		return TLSProtocolError
	case errors.As(err, &protocol):
		return ProtocolError
	case errors.As(err, &tooLarge):
		return RequestBodySize
	}
	if c := errnoCase(err); c != "" {
		return c
	}
	switch text := err.Error(); {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return ResponseIncomplete
	case errors.Is(err, io.EOF), errors.Is(err, net.ErrClosed), errors.Is(err, http.ErrServerClosed), errors.Is(err, io.ErrClosedPipe):
		return ConnectionTerminated
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		return ConnectionTimeout
	// net/http has no types for these.
	case strings.Contains(text, "server response headers exceeded"):
		return ResponseHeaderSectionSize
	case strings.Contains(text, "malformed HTTP"), strings.Contains(text, "invalid header field"), strings.Contains(text, "bad Content-Length"),
		strings.Contains(text, "malformed chunked encoding"), strings.Contains(text, "invalid byte in chunk length"):
		return ProtocolError
	case strings.Contains(text, "server closed idle connection"):
		return ConnectionTerminated
	case strings.HasPrefix(text, "tls: "), strings.Contains(text, ": tls: "):
		return TLSProtocolError
	}
	return InternalError
}

// dnsPayload is a DNS-error-payload. Go does not tell the server's answer but for one case.
func dnsPayload(err error) any {
	var dns *net.DNSError
	rcode := any(nil)
	if errors.As(err, &dns) {
		rcode = "SERVFAIL"
		if dns.IsNotFound {
			rcode = "NXDOMAIN"
		}
	}
	return map[string]any{"rcode": rcode, "info-code": nil}
}
