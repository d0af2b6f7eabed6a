// Command redisclient writes the entries that are missing in a ledger, one a second, and says what it sees. It knows
// nothing of simulations: an ordinary program on go-redis.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"
)

func main() {
	retries := flag.Int("retries", -1, "how often go-redis repeats a command; -1 is never")
	read := flag.Bool("read", false, "only say what the ledger holds")
	flag.Parse()
	db := redis.NewClient(&redis.Options{
		Addr: "redis:6379", MaxRetries: *retries, DialTimeout: 2 * time.Second, ReadTimeout: 3 * time.Second,
		DialerRetries: 1, // a refused dial is an answer
	})
	defer db.Close()
	if err := work(context.Background(), db, *read); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func work(ctx context.Context, db *redis.Client, read bool) error {
	held, err := db.LRange(ctx, "ledger", 0, -1).Result()
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
		err := db.RPush(ctx, "ledger", entry).Err()
		fmt.Printf("add %s: %s after %s\n", entry, outcome(err), time.Since(began).Round(time.Second/10))
		time.Sleep(time.Second)
	}
	return nil
}

func outcome(err error) string {
	if err == nil {
		return "ok"
	}
	return err.Error()
}
