package scenarios

import (
	"slices"
	"strconv"
	"strings"

	"github.com/onceover/onceover/faults"
)

// vocabulary is what the services report at points, by service. Where nobody can know what a service was asked, it
// reports "unknown".
var vocabulary = map[string]string{
	"zookeeper": `addWatch auth check checkWatches closeSession connect create create2 createContainer createSession createTTL
		delete deleteContainer exists getACL getAllChildrenNumber getChildren getChildren2 getData getEphemerals multi multiRead ping
		reconfig removeWatches sasl setACL setData setWatches setWatches2 sync whoAmI`,
	"kafka": `add_offsets_to_txn add_partitions_to_txn alter_client_quotas alter_configs alter_partition
		alter_partition_assignments alter_replica_log_dirs alter_user_scram_credentials api_versions consumer_group_describe
		consumer_group_heartbeat create_ac_ls create_partitions create_topics delete_ac_ls delete_groups delete_records delete_topics
		describe_ac_ls describe_client_quotas describe_cluster describe_configs describe_groups describe_log_dirs describe_producers
		describe_topic_partitions describe_transactions describe_user_scram_credentials elect_leaders end_txn fetch find_coordinator
		heartbeat incremental_alter_configs init_producer_id join_group leave_group list_config_resources list_groups list_offsets
		list_partition_reassignments list_transactions metadata offset_commit offset_delete offset_fetch offset_for_leader_epoch
		produce sasl_authenticate sasl_handshake share_acknowledge share_fetch share_group_describe share_group_heartbeat sync_group
		txn_offset_commit`,
	"redis": `append auth bitcount bitop bitpos blmove blpop brpop brpoplpush bzmpop bzpopmax bzpopmin client cluster command copy
		dbsize decr decrby del delex discard dump echo eval evalsha exec exists expire expireat expiretime flushall flushdb geoadd
		geodist geopos georadius georadiusbymember geosearch get getbit getdel getex getrange getset hdel hello hexists hexpire hget
		hgetall hincrby hincrbyfloat hkeys hlen hmget hmset hpersist hpttl hrandfield hscan hset hsetex hsetnx hstrlen httl hvals
		incr incrby incrbyfloat info keys lindex linsert llen lmove lmpop lpop lpos lpush lpushx lrange lrem lset ltrim memory mget
		move mset msetnx multi object persist pexpire pexpireat pexpiretime pfadd pfcount pfmerge ping psetex psubscribe pttl publish
		pubsub punsubscribe quit randomkey rename renamenx restore rpop rpoplpush rpush rpushx sadd scan scard script sdiff
		sdiffstore select set setbit setex setnx setrange sinter sintercard sinterstore sismember smembers smismember smove spop
		srandmember srem sscan strlen subscribe sunion sunionstore swapdb time touch ttl type unlink unsubscribe unwatch wait watch
		xack xadd xautoclaim xclaim xdel xgroup xinfo xlen xpending xrange xread xreadgroup xrevrange xtrim zadd zcard zcount zincrby
		zinter zinterstore zlexcount zmpop zmscore zpopmax zpopmin zrandmember zrange zrangebylex zrangebyscore zrank zrem
		zremrangebylex zremrangebyrank zremrangebyscore zrevrange zrevrangebylex zrevrangebyscore zrevrank zscan zscore zunion
		zunionstore`,
	"hbase": `checkAndDelete checkAndPut closeScanner create delete drop exists get next openScanner put scan schema version`,
	"http":  `get post`,
}

// names are what faults can mean in the scenario's world. A user's own space may have operations that no table knows.
func (s Scenario) names() faults.Names {
	n := faults.Names{
		Hosts:    slices.Concat(s.Workload.members(), []string{"redis", "producer"}, instances, brokers, s.Workload.beside()),
		Services: slices.Concat([]string{"kafka", "zookeeper", "redis"}, s.Workload.beside()),
		// An operator's errand or a colleague may make a consumer give up, and some scenarios are about those that do.
		Restless:    len(s.Errands) > 0 || len(s.Instances) > 1 || s.Promise.Stops,
		RestartsMax: s.Restarts,
		Topics:      s.topics(),
		Brokers:     len(brokers),
		Members:     max(1, s.Workload.Ensemble),
		Errors:      validErrors(),
		Until:       faultsMax + s.Patience,

		Compacted: strings.FieldsFunc(s.Workload.Compacted, func(r rune) bool { return r == ',' }), Untruncatable: !s.Workload.Truncatable,
	}
	consumers := instanceNames(s.Instances)
	if len(consumers) == 0 {
		consumers = []string{consumerHost}
	}
	n.Restarted = slices.DeleteFunc(slices.Clone(consumers), func(name string) bool {
		return slices.ContainsFunc(s.Instances, func(i Instance) bool { return i.Name == name && i.Leaves })
	})
	n.Processes = slices.Concat(consumers, n.Services, []string{"producer"})
	if s.Bystander != nil {
		n.Processes = append(n.Processes, s.Bystander.Program.Name)
	}
	if len(s.Errands) > 0 {
		n.Processes = append(n.Processes, operatorName)
	}
	for _, c := range s.consumers() {
		for _, b := range c.Builds {
			if !slices.Contains(n.Versions, b.Version) {
				n.Versions = append(n.Versions, b.Version)
			}
		}
	}
	for _, service := range n.Services {
		for _, op := range append(strings.Fields(vocabulary[service]), "unknown") {
			n.Operations = append(n.Operations, service+"."+op)
		}
	}
	for _, op := range s.Space.Operations {
		n.Operations = append(n.Operations, op.Op)
	}
	return n
}

// topics are those that the world has, with their partitions; nil where a program makes more of them by itself. A user's own
// space may strike one that no workload has.
func (s Scenario) topics() map[string]int {
	if s.Consumer.Prepare != nil {
		return nil
	}
	all := map[string]int{Topic: s.Workload.Partitions}
	for topic := range strings.SplitSeq(s.Workload.Topics, ",") {
		if name, partitions, ok := strings.Cut(topic, "="); ok {
			all[name], _ = strconv.Atoi(partitions) // the stage refuses what is no number
		}
	}
	if _, known := all[s.Space.Topic]; !known && s.Space.Topic != "" {
		all[s.Space.Topic] = s.Space.Partitions
	}
	return all
}

// Check reports what of a case cannot be in the scenario's world: names that it does not have, and faults that no run can
// deliver.
func (s Scenario) Check(c Case) error { return c.Schedule.Check(s.column(c.Index).names()) }
