package sinks

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/onceover/onceover/consumer"
	"github.com/onceover/onceover/consumer/sinks/retry"
)

const id = "AQAAAAAAAAAAAAAAAAAAAA"

var onceKeyed = []string{id + ":0:5:0=a", id + ":0:6:0=b", id + ":1:9:0=c"}

// TestHTTP meets each fault that passes, before and after the result was taken: all are there once, in order.
func TestHTTP(t *testing.T) {
	faults := map[string]func(int) func(http.ResponseWriter, int) bool{"connection cut": cut}
	for _, status := range []int{408, 409, 425, 429, 500, 503, 504} {
		faults[fmt.Sprint(status)] = func(n int) func(http.ResponseWriter, int) bool { return answer(n, status) }
	}
	faults["none"] = func(int) func(http.ResponseWriter, int) bool { return nil }
	for name, fault := range faults {
		for _, after := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s after %t", name, after), func(t *testing.T) {
				s, sink := receive(t, HTTPConfig{Concurrency: 1})
				if after {
					s.after = fault(2)
				} else {
					s.before = fault(2)
				}
				write(t, sink, batch(5, 9, 7, 10))
				write(t, sink, batch(5, 9, 7, 10))
				if taken, _ := s.got(); !slices.Equal(taken, onceKeyed) {
					t.Errorf("taken %q", taken)
				}
			})
		}
	}
}

// TestHTTPKeyHeader loses an answer of a receiver that wants its keys in another header.
func TestHTTPKeyHeader(t *testing.T) {
	s, sink := receive(t, HTTPConfig{KeyHeader: "X-Request-Id", Concurrency: 1})
	s.after = cut(2)
	write(t, sink, batch(5, 9, 7, 10))
	if taken, requests := s.got(); !slices.Equal(taken, onceKeyed) || requests != 4 {
		t.Errorf("taken %q by %d requests", taken, requests)
	}
}

// TestHTTPFinal meets answers that are no success and that no repetition changes: nothing is posted again.
func TestHTTPFinal(t *testing.T) {
	for _, status := range []int{301, 302, 304, 307, 400, 401, 404, 413, 422} {
		s, sink := receive(t, HTTPConfig{Concurrency: 1})
		s.before = answer(2, status)
		err := sink.Write(t.Context(), batch(5, 9, 7, 10))
		rejected, ok := errors.AsType[*RejectedError](err)
		if ok != (status >= 400) || ok && (rejected.Partition != p0 || rejected.Offset != 6 || rejected.Status != status || rejected.Answer != "no") {
			t.Errorf("%d: rejected %+v", status, rejected)
		}
		if _, requests := s.got(); err == nil || !strings.Contains(err.Error(), "t/0 at 6") || requests > 3 {
			t.Errorf("%d: error %v after %d requests", status, err, requests)
		}
	}
}

// TestHTTPGivesUp posts to a receiver that never recovers.
func TestHTTPGivesUp(t *testing.T) {
	s, sink := receive(t, HTTPConfig{})
	s.before = func(w http.ResponseWriter, _ int) bool { w.WriteHeader(500); return true }
	b := batch(5, 9, 7, 10)
	b.Results = b.Results[:2]
	err := sink.Write(t.Context(), b)
	if _, requests := s.got(); err == nil || requests != retry.Attempts {
		t.Errorf("error %v after %d requests", err, requests)
	}
}

// TestHTTPKeyIgnored loses an answer where the receiver knows no keys: nothing is posted twice, not by net/http either,
// although the connection had been used before and the body is empty.
func TestHTTPKeyIgnored(t *testing.T) {
	for _, value := range []string{"b", ""} {
		s, sink := receive(t, HTTPConfig{KeyIgnored: true, Concurrency: 1})
		s.after = cut(2)
		b := batch(5, 9, 7, 10)
		b.Results = b.Results[:2]
		b.Results[1].Value = []byte(value)
		if err := sink.Write(t.Context(), b); err == nil {
			t.Error("no error")
		}
		if taken, _ := s.got(); !slices.Equal(taken, []string{"=a", "=" + value}) {
			t.Errorf("taken %q", taken)
		}
	}
}

// roundTrip is an http.RoundTripper.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestHTTPTime posts to a receiver that is late at first and then wants to be left alone: after the timeout and the first
// pause the sink posts again, and then only when it may.
func TestHTTPTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began, at := time.Now(), []time.Duration(nil)
		answers := []func(*http.Request) (*http.Response, error){
			func(r *http.Request) (*http.Response, error) { <-r.Context().Done(); return nil, r.Context().Err() },
			func(*http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: 503, Header: http.Header{"Retry-After": {"7"}}, Body: http.NoBody}, nil
			},
			func(*http.Request) (*http.Response, error) { return nil, net.ErrClosed },
			func(*http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: 204, Body: http.NoBody}, nil
			},
		}
		sink, err := NewHTTP(HTTPConfig{URL: "http://receiver", Timeout: 3 * time.Second, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			at = append(at, time.Since(began))
			return answers[len(at)-1](r)
		})})
		if err != nil {
			t.Fatal(err)
		}
		b := batch(5, 9, 7, 10)
		b.Results = b.Results[2:]
		write(t, sink, b)
		want := []time.Duration{0, 3200 * time.Millisecond, 10200 * time.Millisecond, 11 * time.Second}
		if diff := cmp.Diff(want, at); diff != "" {
			t.Error(diff)
		}
	})
}

// TestHTTPPartitions posts three partitions at once and no more, and stops all when one is rejected.
func TestHTTPPartitions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var posted []string
		sink, err := NewHTTP(HTTPConfig{URL: "http://receiver", Concurrency: 3, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			posted = append(posted, strings.TrimPrefix(r.Header.Get("Idempotency-Key"), id))
			last := len(posted) == 3
			mu.Unlock()
			if !last {
				<-r.Context().Done()
				return nil, context.Cause(r.Context())
			}
			return &http.Response{StatusCode: 400, Status: "400 Bad Request", Body: http.NoBody}, nil
		})})
		if err != nil {
			t.Fatal(err)
		}
		b := consumer.Batch{Commit: consumer.Commit{TopicID: consumer.TopicID{1}}}
		for p := range int32(5) {
			for offset := range int64(2) {
				b.Results = append(b.Results, consumer.Result{Partition: consumer.Partition{Topic: "t", ID: p}, Offset: offset})
			}
		}
		err = sink.Write(t.Context(), b)
		if _, ok := errors.AsType[*RejectedError](err); !ok {
			t.Errorf("error %v", err)
		}
		slices.Sort(posted)
		if diff := cmp.Diff([]string{":0:0:0", ":1:0:0", ":2:0:0"}, posted); diff != "" {
			t.Error(diff)
		}
	})
}

// TestHTTPConfig refuses what cannot work.
func TestHTTPConfig(t *testing.T) {
	for _, c := range []HTTPConfig{
		{}, {URL: "receiver:80"}, {URL: "ftp://receiver"}, {URL: "http://"}, {URL: "http://receiver\n"},
		{URL: "http://receiver", Timeout: -1}, {URL: "http://receiver", Concurrency: -1},
		{URL: "http://receiver", Header: http.Header{"idempotency-key": {"1"}}},
		{URL: "http://receiver", KeyHeader: "content-type"},
	} {
		if _, err := NewHTTP(c); err == nil {
			t.Errorf("%+v: no error", c)
		}
	}
}
