// Direct reads a Kafka topic without a consumer group, keeps its offsets in ZooKeeper, and writes one result per record
// to Redis. It exits 0 after SIGTERM, once the batch under way is written and stored, and not 0 after any error, to be
// started again.
package main

import (
	"os"

	"github.com/onceover/onceover/consumer/direct"
)

// version is which build this is; -ldflags "-X main.version=v2" makes another.
var version = "v1"

func main() {
	os.Exit(direct.Main(os.Args[1:], version, os.Stderr, nil))
}
