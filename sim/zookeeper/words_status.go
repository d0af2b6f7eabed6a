package zookeeper

import (
	"fmt"
	"strconv"
	"strings"
)

// version is that of the server whose behaviour this is. The date has the form that servers up to 3.6 gave it: clients
// that are still in use read no other.
const version = "3.8.0-onceover, built on 02/25/2022 08:49 GMT"

func (r *report) srvr() {
	r.banner()
	r.state()
}

func (r *report) stat() {
	r.banner()
	r.line("Clients:")
	for _, c := range r.connections() {
		r.line(" /", c.address, r.traffic(c), ")")
	}
	r.line()
	r.state()
}

func (r *report) banner() {
	r.line("Zookeeper version: ", version)
	if r.mode == "read-only" {
		r.line("READ-ONLY mode; serving only read-only clients")
	}
}

// state is what srvr and stat both tell.
func (r *report) state() {
	m := r.server.countsOf(r.member)
	fmt.Fprintf(r, "Latency min/avg/max: %d/%s/%d\n", m.latency.least(), m.latency.mean(), m.latency.max)
	fmt.Fprintf(r, "Received: %d\nSent: %d\n", m.received, m.sent)
	fmt.Fprintf(r, "Connections: %d\nOutstanding: %d\n", len(r.connections()), r.outstanding())
	fmt.Fprintf(r, "Zxid: %s\nMode: %s\n", hex(r.server.state.Zxid(r.member)), r.mode)
	fmt.Fprintf(r, "Node count: %d\n", r.server.state.Census(r.member).Znodes)
	if r.mode == "leader" {
		r.line("Proposal sizes last/min/max: -1/-1/-1")
	}
}

func (r *report) srst() {
	*r.server.countsOf(r.member) = newMemberCounts(r.server.state.Since(r.member))
	r.line("Server stats reset.")
}

// mntr tells what is measured first, and then what the real server measures of threads, queues and disks that are not
// here: programs that look for it find 0.
func (r *report) mntr() {
	r.line("zk_version\t", version)
	r.line("zk_server_state\t", r.mode)
	r.peers()
	m, census := r.server.countsOf(r.member), r.server.state.Census(r.member)
	r.line("zk_avg_latency\t", m.latency.mean())
	for _, g := range []struct {
		name  string
		value int64
	}{
		{"max_latency", m.latency.max},
		{"min_latency", m.latency.least()},
		{"packets_received", m.received},
		{"packets_sent", m.sent},
		{"num_alive_connections", int64(len(r.connections()))},
		{"outstanding_requests", int64(r.outstanding())},
		{"uptime", r.uptime()},
		{"znode_count", int64(census.Znodes)},
		{"watch_count", int64(census.Watches)},
		{"ephemerals_count", int64(census.Ephemerals)},
		{"approximate_data_size", int64(census.Bytes)},
		{"global_sessions", int64(census.Sessions)},
		{"local_sessions", 0},
		{"open_file_descriptor_count", -1}, // not known, as the real server says it where its system does not tell
		{"max_file_descriptor_count", -1},
		{"last_client_response_size", m.answerLast},
		{"max_client_response_size", m.answerMax},
		{"min_client_response_size", m.answerMin},
		{"outstanding_tls_handshake", 0},
		{"auth_failed_count", 0},
		{"non_mtls_remote_conn_count", 0},
		{"non_mtls_local_conn_count", 0},
	} {
		r.metric(g.name, g.value)
	}
	r.line("zk_connection_drop_probability\t0.0")
	r.unmeasured()
}

func (r *report) metric(name string, value int64) {
	r.line("zk_", name, "\t", strconv.FormatInt(value, 10))
}

// peers is what a member tells of its ensemble.
func (r *report) peers() {
	if r.mode != "leader" && r.mode != "follower" {
		return
	}
	r.line("zk_peer_state\t", strings.TrimSuffix(r.mode, "er"), "ing - broadcast")
	r.metric("quorum_size", int64(r.server.state.config.Members))
	if r.mode == "follower" {
		r.metric("synced_observers", 0)
		return
	}
	followers := int64(r.server.state.Running() - 1)
	r.metric("learners", followers)
	r.metric("synced_followers", followers)
	for _, name := range []string{"synced_non_voting_followers", "synced_observers", "pending_syncs"} {
		r.metric(name, 0)
	}
	r.metric("leader_uptime", r.uptime())
	for _, name := range []string{"last_proposal_size", "max_proposal_size", "min_proposal_size"} {
		r.metric(name, -1)
	}
}

// uptime is how many milliseconds the member has served.
func (r *report) uptime() int64 {
	return (r.now - max(r.server.state.Since(r.member), r.server.start.UnixNano())) / 1e6
}
