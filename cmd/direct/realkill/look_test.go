package realkill

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// unstamped stands in a program where the name of each of its processes is put, which has the same length.
const unstamped = "consumer-00000000"

// stamp names a life where a program has unstamped: "consumer-00000003" is the one that traces call consumer#3.
func stamp(process string, number int) string {
	return fmt.Sprintf("%s-%0*d", process, len(unstamped)-len(process)-1, number)
}

// lifeOf is the inverse of stamp.
func lifeOf(stamp string) string {
	process, number, _ := strings.Cut(stamp, "-")
	n, err := strconv.Atoi(number)
	if err != nil {
		return stamp // whoever that is, it is none of ours
	}
	return fmt.Sprintf("%s#%d", process, n)
}

// A result is one that a sink holds.
type result struct {
	place     string // no two results of all looks at a sink have the same place, unless they are the same result
	key       string // what it stands under, or the list that it is in
	value     string
	writer    string // the stamp of the process that wrote it
	partition int32  // of the record
	offset    int64  // of the record
}

// A look is what the services held at one moment, when no process was writing that is about to be judged.
type look struct {
	stored  map[int32]int64 // partition -> next offset to read; looked at before the results
	results []result        // those of each partition in the order in which the sink has them
	ends    map[int32]int64 // partition -> end of the log; looked at last
}

// A life is a process from its start to its end.
type life struct {
	name string // "consumer#3"
	code int    // how it ended: its exit status, -1 if it was killed
}

// A moment is one line of the diary of a run: a life begins, or was seen to be over. In the second case there is a look,
// taken directly after.
type moment struct {
	at   time.Duration // since the run began
	life life
	over *look
}
