// Command httpclient posts the entries that are missing in a ledger, one a second, and says what it sees. It knows nothing
// of simulations: an ordinary program on net/http, which repeats a request by itself only if it carries a key.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"
)

const ledger = "http://http:8081/ledger"

func main() {
	keyed := flag.Bool("keyed", false, "send an Idempotency-Key")
	read := flag.Bool("read", false, "only say what the ledger holds")
	flag.Parse()
	c := &http.Client{Timeout: 3 * time.Second}
	if err := work(c, *keyed, *read); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func work(c *http.Client, keyed, read bool) error {
	held, err := list(c)
	if err != nil {
		return err
	}
	fmt.Println("the ledger holds", held)
	if read {
		return nil
	}
	for _, entry := range []string{"a", "b", "c"} {
		if slices.Contains(held, entry) {
			continue
		}
		began := time.Now()
		err := post(c, entry, keyed)
		fmt.Printf("add %s: %s after %s\n", entry, outcome(err), time.Since(began).Round(time.Second/10))
		time.Sleep(time.Second)
	}
	return nil
}

func list(c *http.Client) ([]string, error) {
	r, err := c.Get(ledger)
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	if r.StatusCode == http.StatusNotFound {
		return []string{}, nil
	}
	if r.StatusCode != http.StatusOK {
		return nil, errors.New(r.Status)
	}
	var entries []struct{ Body string }
	if err := json.NewDecoder(r.Body).Decode(&entries); err != nil {
		return nil, err
	}
	held := []string{}
	for _, e := range entries {
		held = append(held, e.Body)
	}
	return held, nil
}

func post(c *http.Client, entry string, keyed bool) error {
	r, err := http.NewRequest(http.MethodPost, ledger, strings.NewReader(entry))
	if err != nil {
		return err
	}
	if keyed {
		r.Header.Set("Idempotency-Key", "entry-"+entry)
	}
	answer, err := c.Do(r)
	if err != nil {
		var wrapped *url.Error
		errors.As(err, &wrapped)
		return wrapped.Err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusCreated {
		return fmt.Errorf("%d %s", answer.StatusCode, strings.TrimSpace(string(body)))
	}
	if answer.Header.Get("Idempotent-Replayed") == "true" {
		fmt.Printf("%s was there already\n", entry)
	}
	return nil
}

func outcome(err error) string {
	if err == nil {
		return "ok"
	}
	return err.Error()
}
