package main

import "testing"

// An epoch of which nothing is left ended where the log begins, however far the log has grown since.
func TestEndOfAnEpochThatIsGone(t *testing.T) {
	w, s := startOnDisk(t, "t=1")
	put(t, client(t, s, once()...), "t", 0, "k=a", "k=b")
	old := s.cluster.PartitionInfo("t", 0).Epoch
	truncated(t, w, s, 0, 0)
	if end := epochEnd(t, s, old); end != 0 {
		t.Errorf("in an empty log the old epoch ends at %d", end)
	}
	put(t, client(t, s, once()...), "t", 0, "k=x", "k=y", "k=z")
	if end := epochEnd(t, s, old); end != 0 {
		t.Errorf("in a log that has grown again the old epoch ends at %d", end)
	}
}

// What there is nothing to withhold of is refused.
func TestNothingToWithhold(t *testing.T) {
	w, s := startCluster(t, "t=1", "")
	if err := produce(client(t, s, once()...), "a"); err != nil {
		t.Fatal(err)
	}
	obey(t, w, s, `{"do":"tell_end","topic":"t","partition":0,"offset":1}`, "t/0 ends at 1")
	obey(t, w, s, `{"do":"tell_end","topic":"t","partition":1,"offset":0}`, "there is no t/1")
	obey(t, w, s, `{"do":"shorten_fetches","topic":"u","partition":0}`, "there is no u/0")
	obey(t, w, s, `{"do":"tell_end","topic":"t","partition":0,"offset":0}`, "")
	obey(t, w, s, `{"do":"tell_true_end","topic":"t","partition":0}`, "")
	if len(s.withheld) > 0 {
		t.Errorf("withheld: %v", s.withheld)
	}
}
