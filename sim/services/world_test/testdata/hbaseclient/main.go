// Command hbaseclient writes the entries that are missing in a ledger, a row each, one a second, and says what it sees. It
// writes a row only where there is none. It knows nothing of simulations: an ordinary program on net/http.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"time"
)

const table = "http://hbase:8080/ledger"

func main() {
	retries := flag.Int("retries", 0, "how often a write is repeated")
	read := flag.Bool("read", false, "only say what the ledger holds")
	flag.Parse()
	c := client{http.Client{Timeout: 3 * time.Second}}
	if err := c.work(*retries, *read); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

type client struct{ http.Client }

// ask sends a request, and returns the answer's status, body and location. A status from 400 up is an error.
func (c *client) ask(method, address string, body any) (status int, answer []byte, location string, err error) {
	var b bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&b).Encode(body); err != nil {
			return 0, nil, "", err
		}
	}
	r, err := http.NewRequest(method, address, &b)
	if err != nil {
		return 0, nil, "", err
	}
	r.Header = http.Header{"Accept": {"application/json"}, "Content-Type": {"application/json"}}
	got, err := c.Do(r)
	if err != nil {
		var wrapped *url.Error
		errors.As(err, &wrapped)
		return 0, nil, "", wrapped.Err
	}
	defer got.Body.Close()
	answer, err = io.ReadAll(got.Body)
	if err == nil && got.StatusCode >= 400 {
		err = fmt.Errorf("%d %s", got.StatusCode, bytes.TrimSpace(answer))
	}
	return got.StatusCode, answer, got.Header.Get("Location"), err
}

type cell struct {
	Column []byte `json:"column"`
	Value  []byte `json:"$"`
}

type row struct {
	Key   []byte `json:"key"`
	Cells []cell `json:"Cell"`
}

type rows struct {
	Row []row
}

// held are the keys of all rows, a scanner's batch at a time.
func (c *client) held() ([]string, error) {
	_, _, scanner, err := c.ask("PUT", table+"/scanner", map[string]int{"batch": 2})
	if err != nil {
		return nil, err
	}
	keys := []string{}
	for {
		status, answer, _, err := c.ask("GET", scanner, nil)
		if err != nil {
			return nil, err
		}
		if status == http.StatusNoContent {
			_, _, _, err = c.ask("DELETE", scanner, nil)
			return keys, err
		}
		var got rows
		if err := json.Unmarshal(answer, &got); err != nil {
			return nil, err
		}
		for _, r := range got.Row {
			keys = append(keys, string(r.Key))
		}
	}
}

func (c *client) work(retries int, read bool) error {
	if !read {
		if _, _, _, err := c.ask("PUT", table+"/schema", json.RawMessage(`{"ColumnSchema":[{"name":"f"}]}`)); err != nil {
			return err
		}
	}
	held, err := c.held()
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
		said := c.add(entry)
		for n := 0; n < retries && said != "ok" && said != "there already"; n++ {
			said = c.add(entry)
		}
		fmt.Printf("add %s: %s after %s\n", entry, said, time.Since(began).Round(time.Second/10))
		time.Sleep(time.Second)
	}
	return nil
}

// add writes the row of an entry if its column is empty.
func (c *client) add(entry string) string {
	name := []byte("f:entry")
	body := rows{[]row{{[]byte(entry), []cell{{name, []byte(entry)}, {name, []byte{}}}}}}
	status, _, _, err := c.ask("PUT", table+"/"+entry+"?check=put", body)
	switch {
	case err != nil:
		return err.Error()
	case status == http.StatusNotModified:
		return "there already"
	}
	return "ok"
}
