package scenarios

import "strings"

// operationErrors are answers that a client must expect of a service that fails, by operation or by all of a service's: whatever
// it then does, no record may suffer. Some leave open whether anything was done, and each is answered before and after it was.
// Kafka's are those that its protocol lets a client ask again after; a number is ZooKeeper's code.
var operationErrors = map[string][]string{
	"kafka.fetch":                   {"NOT_LEADER_FOR_PARTITION", "UNKNOWN_SERVER_ERROR"},
	"kafka.list_offsets":            {"NOT_LEADER_FOR_PARTITION", "UNKNOWN_SERVER_ERROR"},
	"kafka.produce":                 {"NOT_LEADER_FOR_PARTITION"},
	"kafka.offset_for_leader_epoch": {"NOT_LEADER_FOR_PARTITION"},
	"kafka.metadata":                {"LEADER_NOT_AVAILABLE"},
	"kafka.api_versions":            nil, // a broker refuses only versions, and the client then asks with an older one
	"kafka.create_topics":           {"NOT_CONTROLLER"},
	"kafka.create_partitions":       {"NOT_CONTROLLER"},
	"kafka.delete_records":          {"NOT_LEADER_FOR_PARTITION"},
	"kafka.":                        {"COORDINATOR_NOT_AVAILABLE"}, // of a group or of a transaction
	"zookeeper.connect":             {"-112"},                      // the session has expired: the only refusal that there is
	"zookeeper.":                    {"-7"},                        // operation timeout
	"redis.":                        {"ERR injected"},
	"hbase.":                        unavailable,
	"http.":                         unavailable,
}

func errorsOf(op string) []string {
	if errors, ok := operationErrors[op]; ok {
		return errors
	}
	service, _, _ := strings.Cut(op, ".")
	return operationErrors[service+"."]
}
