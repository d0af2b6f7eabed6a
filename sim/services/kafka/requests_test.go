package main

import "github.com/twmb/franz-go/pkg/kmsg"

// someRequests are requests of all kinds that clients send, about partition 0 of t or group g, by their names at points.
func someRequests() map[string]kmsg.Request {
	metadata := kmsg.NewPtrMetadataRequest() // of all topics
	find := kmsg.NewPtrFindCoordinatorRequest()
	find.CoordinatorKey, find.CoordinatorKeys = "g", []string{"g"}
	return map[string]kmsg.Request{
		"metadata":         metadata,
		"find_coordinator": find,
		"fetch":            fetchRequest(),
		"list_offsets":     listOffsetsRequest(),
		"offset_commit":    commitRequest(),
		"offset_fetch":     offsetFetchRequest(),
		"heartbeat":        heartbeatRequest(),
		"init_producer_id": kmsg.NewPtrInitProducerIDRequest(),
		"create_topics":    createRequest(),
		"delete_topics":    deleteRequest(),
		"delete_records":   deleteRecordsRequest(),
		"describe_configs": describeConfigsRequest(),
		"describe_cluster": kmsg.NewPtrDescribeClusterRequest(),
		"list_groups":      kmsg.NewPtrListGroupsRequest(),
	}
}

func fetchRequest() kmsg.Request {
	r := kmsg.NewPtrFetchRequest()
	t := kmsg.NewFetchRequestTopic()
	t.Topic = "t"
	p := kmsg.NewFetchRequestTopicPartition()
	p.PartitionMaxBytes = 1000
	t.Partitions, r.MaxBytes = append(t.Partitions, p), 1000
	r.Topics = append(r.Topics, t)
	return r
}

func listOffsetsRequest() kmsg.Request {
	r := kmsg.NewPtrListOffsetsRequest()
	t := kmsg.NewListOffsetsRequestTopic()
	t.Topic = "t"
	p := kmsg.NewListOffsetsRequestTopicPartition()
	p.Timestamp = -1
	t.Partitions = append(t.Partitions, p)
	r.Topics = append(r.Topics, t)
	return r
}

func commitRequest() kmsg.Request {
	r := kmsg.NewPtrOffsetCommitRequest()
	r.Group, r.Generation = "g", -1
	t := kmsg.NewOffsetCommitRequestTopic()
	t.Topic = "t"
	t.Partitions = append(t.Partitions, kmsg.NewOffsetCommitRequestTopicPartition())
	r.Topics = append(r.Topics, t)
	return r
}

func offsetFetchRequest() kmsg.Request {
	r := kmsg.NewPtrOffsetFetchRequest()
	r.Group = "g"
	g := kmsg.NewOffsetFetchRequestGroup()
	g.Group = "g"
	r.Groups = append(r.Groups, g)
	return r
}

func heartbeatRequest() kmsg.Request {
	r := kmsg.NewPtrHeartbeatRequest()
	r.Group, r.MemberID = "g", "m"
	return r
}

func createRequest() kmsg.Request {
	r := kmsg.NewPtrCreateTopicsRequest()
	t := kmsg.NewCreateTopicsRequestTopic()
	t.Topic, t.NumPartitions, t.ReplicationFactor = "u", 4, -1
	r.Topics, r.TimeoutMillis = append(r.Topics, t), 1000
	return r
}

func deleteRequest() kmsg.Request {
	r := kmsg.NewPtrDeleteTopicsRequest()
	t := kmsg.NewDeleteTopicsRequestTopic()
	t.Topic = kmsg.StringPtr("t")
	r.Topics, r.TimeoutMillis = append(r.Topics, t), 1000
	return r
}

func deleteRecordsRequest() kmsg.Request {
	r := kmsg.NewPtrDeleteRecordsRequest()
	t := kmsg.NewDeleteRecordsRequestTopic()
	t.Topic = "t"
	p := kmsg.NewDeleteRecordsRequestTopicPartition()
	p.Offset = -1
	t.Partitions = append(t.Partitions, p)
	r.Topics = append(r.Topics, t)
	return r
}

func describeConfigsRequest() kmsg.Request {
	r := kmsg.NewPtrDescribeConfigsRequest()
	c := kmsg.NewDescribeConfigsRequestResource()
	c.ResourceType, c.ResourceName = kmsg.ConfigResourceTypeTopic, "t"
	r.Resources = append(r.Resources, c)
	return r
}
