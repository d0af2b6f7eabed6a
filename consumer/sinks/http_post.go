package sinks

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/sinks/retry"
)

// idempotencyKey is what the draft of a standard calls the key's header.
const idempotencyKey = "Idempotency-Key"

// longestWait is the longest pause that a receiver may ask for.
const longestWait = 30 * time.Second

// The part of an answer that is told, and the part that is read so that the connection can be used again.
const (
	answerTold = 200
	answerRead = 1 << 16
)

// deliver posts a result until the receiver has it.
func (s *HTTP) deliver(ctx context.Context, id consumer.TopicID, r consumer.Result) error {
	post := func() error {
		if err := s.post(ctx, id, r); err != nil {
			return fmt.Errorf("post the result of %v at %d: %w", r.Partition, r.Offset, err)
		}
		return nil
	}
	if s.KeyIgnored {
		return post()
	}
	return retry.Do(ctx, s.pause, post)
}

// post posts a result once. Where the receiver ignores keys the request has none, or net/http would take it for one that
// it may send again by itself.
func (s *HTTP) post(ctx context.Context, id consumer.TopicID, r consumer.Result) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL, bytes.NewReader(r.Value))
	if err != nil {
		return retry.Final{Err: err}
	}
	request.Header = s.Header.Clone()
	if !s.KeyIgnored {
		request.Header.Set(s.KeyHeader, fmt.Sprintf("%v:%d:%d:%d", id, r.ID, r.Offset, r.Epoch))
	}
	answer, err := s.client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	// The status has been read, and it alone says whether the result was taken.
	text, _ := io.ReadAll(io.LimitReader(answer.Body, answerRead))
	return judge(answer, r, text)
}

// judge says what an answer means for its result.
func judge(answer *http.Response, r consumer.Result, text []byte) error {
	status := answer.StatusCode
	text = text[:min(len(text), answerTold)]
	switch {
	case status >= 200 && status < 300:
		return nil
	case status >= 500, status == http.StatusRequestTimeout, status == http.StatusConflict, status == http.StatusTooEarly,
		status == http.StatusTooManyRequests:
		return retry.Later{Err: fmt.Errorf("answer %s: %q", answer.Status, text), Wait: retryAfter(answer.Header)}
	case status >= 400:
		return retry.Final{Err: &RejectedError{Partition: r.Partition, Offset: r.Offset, Status: status, Answer: string(text)}}
	}
	return retry.Final{Err: fmt.Errorf("answer %s, location %q: want 2xx", answer.Status, answer.Header.Get("Location"))}
}

// retryAfter is how long the receiver wants to be left alone, if it says that in seconds.
func retryAfter(h http.Header) time.Duration {
	seconds, err := strconv.Atoi(h.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return min(time.Duration(min(seconds, 1000))*time.Second, longestWait)
}
