// Command outsider is a program as somebody who never heard of a simulator writes it. It serves HTTP and asks itself.
package main

import (
	"context"
	crand "crypto/rand"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if len(os.Args) > 1 && os.Args[1] == "serve" {
		serve(ctx)
		return
	}
	ask(ctx)
}

func serve(ctx context.Context) {
	served := map[string]int{}
	var mu sync.Mutex
	mux := http.NewServeMux()
	mux.HandleFunc("/draw", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		served[r.URL.Query().Get("who")]++
		mu.Unlock()
		fmt.Fprintln(w, rand.IntN(1000), time.Now().UnixNano())
	})
	server := &http.Server{Addr: ":8080", Handler: mux}
	go func() {
		<-ctx.Done()
		server.Shutdown(context.Background())
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
	for who, n := range served { // in whatever order the map has
		fmt.Println("served", who, n)
	}
}

func ask(ctx context.Context) {
	host, _ := os.Hostname()
	fmt.Println("pid", os.Getpid(), "on", host, "env", os.Getenv("MOOD"))
	token := make([]byte, 8)
	crand.Read(token)
	fmt.Printf("token %x\n", token)

	answers := make(chan string)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() { answers <- get(ctx, fmt.Sprintf("http://server:8080/draw?who=w%d", i%3)) })
	}
	go func() { wg.Wait(); close(answers) }()
	ticked := make(chan struct{})
	time.AfterFunc(3*time.Millisecond, func() { close(ticked) })
	n := 0
	for answers != nil {
		select {
		case a, ok := <-answers:
			if !ok {
				answers = nil
				break
			}
			n++
			fmt.Println("answer", n, a)
		case <-ticked:
			fmt.Println("tick after", n)
			ticked = nil
		}
	}
	keep(n)
	defer func() { fmt.Println("recovered:", recover()) }()
	var m map[string]int
	m["x"]++
}

func get(ctx context.Context, url string) string {
	time.Sleep(time.Duration(rand.IntN(5)) * time.Millisecond)
	req, _ := http.NewRequestWithContext(ctx, "GET", url, nil)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return string(b)
}

// keep counts its runs in a file.
func keep(n int) {
	dir := "/var/lib/outsider"
	os.MkdirAll(dir, 0o755)
	name := filepath.Join(dir, "runs")
	f, err := os.OpenFile(name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Fprintln(f, n)
	f.Sync()
	f.Close()
	b, _ := os.ReadFile(name)
	entries, _ := os.ReadDir(dir)
	fmt.Printf("file %q in %d entries\n", b, len(entries))
}
