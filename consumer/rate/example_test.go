package rate_test

import (
	"fmt"
	"log"
	"time"

	"github.com/onceover/onceover/consumer/rate"
)

// A consumer of three partitions asks for the limits of each batch, and tells how long the batch took. It
// can bear 2,000 records per second, which the second batch shows.
func Example() {
	pid := rate.DefaultPID()
	control, err := rate.New(rate.Config{Interval: time.Second, PID: &pid, InitialRate: 1000, MaxPerBatch: 10_000})
	if err != nil {
		log.Fatal(err)
	}
	next := []int64{40, 0, 700}
	end := []int64{60_040, 29_000, 11_700}
	now := time.UnixMilli(0)
	for batch := range 3 {
		lags := make([]int64, len(next))
		for p := range lags {
			lags[p] = end[p] - next[p]
		}
		records := int64(0)
		for p, limit := range control.Limits(lags, batch) {
			fmt.Printf("[%d, %d) ", next[p], next[p]+limit)
			next[p] += limit
			records += limit
		}
		fmt.Println(records, "records")
		took := time.Duration(records) * time.Second / 2000
		now = now.Add(took)
		control.Completed(rate.Batch{At: now, Records: records, Processing: took})
	}
	// Output:
	// [40, 640) [0, 290) [700, 810) 1000 records
	// [640, 1240) [290, 580) [810, 920) 1000 records
	// [1240, 2440) [580, 1160) [920, 1140) 2000 records
}
