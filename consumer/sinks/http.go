package sinks

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/sinks/retry"
)

// HTTPConfig says where to post results, and how. Only URL is required.
type HTTPConfig struct {
	// URL is where each result is posted, http or https.
	URL string
	// KeyHeader is the header with the result's key, as CheckKeyHeader has it. Default Idempotency-Key.
	KeyHeader string
	// KeyIgnored says that the receiver does not know that header. Then none is sent and nothing is tried again: the
	// contract is at least once.
	KeyIgnored bool
	// Header is sent with each request, such as Authorization. Content-Type is application/octet-stream without it.
	Header http.Header
	// Timeout bounds each request with its answer. Default 5 s.
	Timeout time.Duration
	// Concurrency is how many partitions' results are posted at once. Default 8.
	Concurrency int
	// Transport is used as it is. Default: Go's, with Concurrency connections kept open.
	Transport http.RoundTripper
}

// RejectedError says that the receiver will not have a result, however often it is posted.
type RejectedError struct {
	consumer.Partition
	Offset int64
	Status int    // of HTTP
	Answer string // the beginning of the body
}

func (e *RejectedError) Error() string {
	return fmt.Sprintf("the result of %v at %d was rejected: %d %s: %q", e.Partition, e.Offset, e.Status, http.StatusText(e.Status), e.Answer)
}

// HTTP is a sink that posts each result in a request of its own, with the value as the body and, in HTTPConfig.KeyHeader,
// <topic id>:<partition>:<offset>:<leader epoch>. Those of a partition are posted in order, each after the answer to the one before;
// of batches that are written at once, each batch's by itself.
//
// The leader epoch is the record's. Where a log was truncated and has grown again, it tells the record that is now at an
// offset from the one whose key the receiver has seen.
//
// It posts records and not batches because the key must mean the same body again: after a crash the batches are others,
// the records are not. And a receiver that rejects something rejects the one record that the error names. The price is
// an answer's time for each record; partitions share it.
//
// Its contract is the keyed one, and rests on the receiver: it must remember keys for longer than the consumer may be
// away, answer one that it has seen without doing anything (draft-ietf-httpapi-idempotency-key-header), and answer 2xx
// only to what is durable. Processing must be a function of the record, or a strict receiver refuses the second body.
// Lost answers, 408, 409, 425, 429 and 5xx are tried again, five times in all, with pauses that double and are as long as
// Retry-After wants, 30 s at most. Any other 4xx is a RejectedError, which ends the consumer. Redirects are not
// followed: to do so could turn POST into GET. With HTTPConfig.KeyIgnored the contract is at least once.
type HTTP struct {
	HTTPConfig
	client *http.Client
	pause  time.Duration
}

// NewHTTP returns an HTTP sink.
func NewHTTP(c HTTPConfig) (*HTTP, error) {
	u, err := url.Parse(c.URL)
	if err != nil {
		return nil, fmt.Errorf("configure HTTP sink: %w", err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("configure HTTP sink: %q is not an http or https URL with a host", c.URL)
	}
	if c.Timeout < 0 || c.Concurrency < 0 {
		return nil, errors.New("configure HTTP sink: timeout and concurrency must not be negative")
	}
	c.Timeout = cmp.Or(c.Timeout, requestTimeout)
	c.Concurrency = cmp.Or(c.Concurrency, 8)
	if c.Transport == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.MaxIdleConnsPerHost = c.Concurrency
		c.Transport = t
	}
	header := http.Header{"Content-Type": {"application/octet-stream"}}
	for name, values := range c.Header {
		header[http.CanonicalHeaderKey(name)] = values
	}
	c.KeyHeader = cmp.Or(c.KeyHeader, idempotencyKey)
	if err := CheckKeyHeader(c.KeyHeader); err != nil {
		return nil, fmt.Errorf("configure HTTP sink: the key's header: %w", err)
	}
	if header.Get(c.KeyHeader) != "" && !c.KeyIgnored {
		return nil, fmt.Errorf("configure HTTP sink: the header %s is both for the key and for something else", c.KeyHeader)
	}
	c.Header = header
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	client := &http.Client{Transport: c.Transport, Timeout: c.Timeout, CheckRedirect: stay}
	return &HTTP{HTTPConfig: c, client: client, pause: retry.FirstPause}, nil
}

// Write implements consumer.Sink. After an error any of the batch's results may have been taken.
func (s *HTTP) Write(ctx context.Context, b consumer.Batch) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	free := make(chan struct{}, s.Concurrency)
	var posting sync.WaitGroup
	for _, results := range spansOf(b.Results) {
		free <- struct{}{}
		posting.Go(func() {
			defer func() { <-free }()
			for _, r := range results {
				if ctx.Err() != nil {
					return
				}
				if err := s.deliver(ctx, b.TopicID, r); err != nil {
					cancel(err) // the first one counts; the others were interrupted by it
					return
				}
			}
		})
	}
	posting.Wait()
	return context.Cause(ctx)
}
