package zookeeper

import "time"

// A Config is what an administrator would write into zoo.cfg. The zero value is the stock configuration.
type Config struct {
	Tick              time.Duration // session ends are rounded up to it; 2 s if 0
	MinSessionTimeout time.Duration // 2 ticks if 0
	MaxSessionTimeout time.Duration // 20 ticks if 0
	MaxFrame          int           // bytes of a request (jute.maxbuffer); 1 MiB - 1 if 0
	MaxConnections    int           // to a member from one host; 60 if 0, no limit if negative (maxClientCnxns, where 0 is none)
	SuperDigest       string        // user:hash of the one who may do everything; nobody if empty
	ExtendedTypes     bool          // znodes with a time to live are allowed
	EnforceQuota      bool          // hard limits of quotas refuse writes; soft ones never do
	CheckInterval     time.Duration // at which containers and znodes with a time to live are cleaned; 1 min if 0
	NeverUsed         time.Duration // after which a container that never had a child is cleaned; never if 0
	ServerID          uint8         // top byte of the session ids, of the first member; 1 if 0
	Members           int           // servers in the ensemble; 1 if 0
	ReadOnlyMode      bool          // members without a quorum serve clients that ask for no more than to read
	Lag               time.Duration // by which a member is behind the leader at most; 0 is not at all
	Seed              uint64        // of what each transaction's lag is drawn
	Words             []string      // four-letter words that are answered, besides srvr; "*" is all (4lw.commands.whitelist)
	DataDir           string        // what conf tells, for nothing is kept there; /var/lib/zookeeper if empty
}

func (c Config) withDefaults() Config {
	if c.Tick <= 0 {
		c.Tick = 2 * time.Second
	}
	if c.MinSessionTimeout <= 0 {
		c.MinSessionTimeout = 2 * c.Tick
	}
	if c.MaxSessionTimeout <= 0 {
		c.MaxSessionTimeout = 20 * c.Tick
	}
	if c.MaxFrame <= 0 {
		c.MaxFrame = 0xfffff
	}
	if c.MaxConnections == 0 {
		c.MaxConnections = 60
	}
	if c.ServerID == 0 {
		c.ServerID = 1
	}
	if c.CheckInterval <= 0 {
		c.CheckInterval = time.Minute
	}
	if c.DataDir == "" {
		c.DataDir = "/var/lib/zookeeper"
	}
	c.Members = max(c.Members, 1)
	c.Lag = max(c.Lag, 0)
	return c
}
